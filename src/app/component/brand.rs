use yew::prelude::*;

/// The page's sign and name.
pub fn brand() -> Html {
    html! {
        <h1 class="brand">
            <svg viewBox="0 0 22 22" aria-hidden="true">
                <rect x="1" y="1" width="9" height="6" rx="2" fill="var(--accent)" />
                <rect x="12" y="8" width="9" height="6" rx="2" fill="var(--accent)" opacity=".75" />
                <rect x="1" y="15" width="9" height="6" rx="2" fill="var(--accent)" opacity=".5" />
                <path d="M10 4h4a2 2 0 0 1 2 2v2M16 14v2a2 2 0 0 1-2 2h-4" fill="none"
                    stroke="var(--accent)" stroke-width="1.4" />
            </svg>
            <span class="brand-name">{ "Stepyard" }</span>
        </h1>
    }
}
