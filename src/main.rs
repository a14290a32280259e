//! The page's entry. Trunk builds this binary; everything lives in the library.

fn main() {
    stepyard::app::start();
}
