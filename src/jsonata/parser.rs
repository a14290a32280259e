//! Tokens to a tree, by operator precedence.
//!
//! The parser never gives up: where something is missing it says so and goes on with what is there, so that
//! a half-typed expression still has a tree. The first error is the one the reference implementation throws.

use std::sync::Arc;

use super::error::{Error, Res};
use super::lexer::{Lexer, Symbol, Token, TokenKind};
use super::signature::Signature;
use super::tree::{Kind, Node, Operator, Term};
use crate::source::Span;
use crate::value::Value;

/// How high a tree may grow: evaluation, too, goes down by recursion.
pub(super) const MAX_HEIGHT: u16 = 250;

/// How many errors are worth telling.
const MAX_ERRORS: usize = 50;

/// A tree, and everything that is wrong with the text.
pub(super) fn parse(text: &str) -> (Node, Vec<Error>) {
    parse_tokens(Lexer::new(text))
}

/// A tree that tells no places: its text is not what anybody wrote, but the value of a string.
pub(super) fn parse_inner(text: &str) -> (Node, Vec<Error>) {
    parse_tokens(Lexer::without_places(text))
}

fn parse_tokens(lexer: Lexer) -> (Node, Vec<Error>) {
    let end = Token { kind: TokenKind::End, span: Span::default() };
    let mut parser = Parser { lexer, token: end, errors: Vec::new(), depth: 0 };
    parser.advance(false);
    let mut tree = parser.expression(0);
    while !parser.at_end() {
        let error = Error::new("S0201").at(parser.token.span).token(parser.token_value());
        parser.report(error);
        let before = parser.token.span;
        if parser.ends_expression() {
            parser.advance(false);
        }
        if parser.at_end() || parser.errors.len() >= MAX_ERRORS {
            break;
        }
        let rest = parser.expression(0);
        let span = tree.span.to(rest.span);
        tree = Node::new(Kind::Broken(vec![tree, rest]), span, before);
    }
    (tree, parser.errors)
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The token that comes next.
    token: Token,
    errors: Vec<Error>,
    depth: u16,
}

impl Parser<'_> {
    #[expect(clippy::boxed_local, reason = "errors are boxed everywhere")]
    fn report(&mut self, error: Box<Error>) {
        let repeats = self.errors.last().is_some_and(|last| last.span == error.span);
        if !repeats && self.errors.len() < MAX_ERRORS {
            self.errors.push(*error);
        }
    }

    /// Goes on to the next token, and returns the one left behind.
    fn advance(&mut self, operator_due: bool) -> Token {
        let next = loop {
            match self.lexer.next(operator_due) {
                Ok(Token { kind: TokenKind::Symbol(symbol @ (Symbol::Bang | Symbol::Tilde)), span }) => {
                    self.report(Error::new("S0204").at(span).token(symbol.text()));
                }
                Ok(token) => break token,
                Err(error) => self.report(error),
            }
        };
        std::mem::replace(&mut self.token, next)
    }

    fn at(&self, symbol: Symbol) -> bool {
        matches!(self.token.kind, TokenKind::Symbol(found) if found == symbol)
    }

    fn at_end(&self) -> bool {
        matches!(self.token.kind, TokenKind::End)
    }

    fn opt(&mut self, symbol: Symbol, operator_due: bool) -> bool {
        let found = self.at(symbol);
        if found {
            self.advance(operator_due);
        }
        found
    }

    /// Reads a symbol that must come next, and gives its place.
    fn expect(&mut self, symbol: Symbol, operator_due: bool) -> Span {
        if self.at(symbol) {
            return self.advance(operator_due).span;
        }
        let code = if self.at_end() { "S0203" } else { "S0202" };
        let error = Error::new(code).at(self.token.span).token(self.token_value()).value(symbol.text());
        self.report(error);
        // Of a bracket that is missing, the text so far is what is inside.
        Span { start: self.token.span.start, end: self.token.span.start }
    }

    fn token_value(&self) -> Value {
        match &self.token.kind {
            TokenKind::End => Value::from("(end)"),
            TokenKind::Name(text) | TokenKind::Variable(text) | TokenKind::String(text) => {
                Value::String(text.clone())
            }
            TokenKind::Number(value) | TokenKind::Literal(value) => value.clone(),
            TokenKind::Regex(regex) => Value::from(regex.source()),
            TokenKind::Symbol(symbol) => Value::from(symbol.text()),
        }
    }

    fn power(&self) -> u8 {
        match &self.token.kind {
            TokenKind::Symbol(symbol) => symbol.power(),
            _ => 0,
        }
    }

    /// An expression up to an operator that binds no stronger than `power`.
    fn expression(&mut self, power: u8) -> Node {
        if self.depth >= MAX_HEIGHT {
            return self.too_deep();
        }
        self.depth += 1;
        let mut left = match self.ends_expression() {
            true => self.nothing(),
            false => {
                let token = self.advance(true);
                self.prefix(token)
            }
        };
        while power < self.power() {
            if left.height >= MAX_HEIGHT {
                left = self.too_deep();
                break;
            }
            let token = self.advance(false);
            if let TokenKind::Symbol(symbol) = token.kind {
                left = self.infix(left, symbol, token.span);
            }
        }
        self.depth -= 1;
        left
    }

    /// Whether the next token belongs to what is around the expression that is due.
    fn ends_expression(&self) -> bool {
        let TokenKind::Symbol(symbol) = self.token.kind else { return false };
        matches!(
            symbol,
            Symbol::Comma
                | Symbol::Semicolon
                | Symbol::Colon
                | Symbol::CloseParen
                | Symbol::CloseBracket
                | Symbol::CloseBrace
        )
    }

    /// Stands for an expression that is not there. What comes next is left to whoever waits for it.
    fn nothing(&mut self) -> Node {
        let at = self.token.span;
        self.report(Error::new("S0211").at(at).token(self.token_value()));
        let before = Span { start: at.start, end: at.start };
        Node::new(Kind::Broken(Vec::new()), before, before)
    }

    fn too_deep(&mut self) -> Node {
        let span = self.token.span;
        self.report(Error::new("S0501").at(span));
        while !self.at_end() {
            self.advance(true);
        }
        Node::new(Kind::Broken(Vec::new()), span, span)
    }

    /// What a token means at the start of an expression.
    fn prefix(&mut self, token: Token) -> Node {
        let at = token.span;
        let leaf = |kind| Node::new(kind, at, at);
        match token.kind {
            TokenKind::End => leaf(Kind::Missing),
            TokenKind::Name(name) => leaf(Kind::Name(name)),
            TokenKind::Variable(name) => leaf(Kind::Variable(name)),
            TokenKind::String(text) => leaf(Kind::String(text)),
            TokenKind::Number(value) => leaf(Kind::Number(value)),
            TokenKind::Literal(value) => leaf(Kind::Literal(value)),
            TokenKind::Regex(regex) => leaf(Kind::Regex(regex)),
            TokenKind::Symbol(symbol) => match symbol {
                Symbol::And | Symbol::Or | Symbol::In => leaf(Kind::Name(symbol.text().into())),
                Symbol::Star => leaf(Kind::Wildcard),
                Symbol::StarStar => leaf(Kind::Descendants),
                Symbol::Percent => leaf(Kind::Parent),
                Symbol::Minus => {
                    let operand = self.expression(70);
                    let span = at.to(operand.span);
                    Node::new(Kind::Negation(Box::new(operand)), span, at)
                }
                Symbol::OpenParen => self.block(at),
                Symbol::OpenBracket => self.array(at),
                Symbol::OpenBrace => {
                    let (pairs, end) = self.pairs();
                    Node::new(Kind::Object(pairs), at.to(end), at)
                }
                Symbol::Bar => self.transform(at),
                _ => {
                    self.report(Error::new("S0211").at(at).token(symbol.text()));
                    leaf(Kind::Broken(Vec::new()))
                }
            },
        }
    }

    /// What a symbol means after an expression.
    fn infix(&mut self, left: Node, symbol: Symbol, at: Span) -> Node {
        let operator = match symbol {
            Symbol::Plus => Operator::Add,
            Symbol::Minus => Operator::Subtract,
            Symbol::Star => Operator::Multiply,
            Symbol::Slash => Operator::Divide,
            Symbol::Percent => Operator::Remainder,
            Symbol::Equal => Operator::Equal,
            Symbol::Unequal => Operator::Unequal,
            Symbol::Less => Operator::Less,
            Symbol::LessEqual => Operator::LessOrEqual,
            Symbol::Greater => Operator::Greater,
            Symbol::GreaterEqual => Operator::GreaterOrEqual,
            Symbol::Ampersand => Operator::Concatenate,
            Symbol::And => Operator::And,
            Symbol::Or => Operator::Or,
            Symbol::In => Operator::In,
            Symbol::Dot => return self.pair(left, at, symbol.power(), Kind::Path),
            Symbol::Chain => return self.pair(left, at, symbol.power(), Kind::Apply),
            Symbol::OpenParen => return self.call(left, at),
            Symbol::OpenBracket => return self.filter(left, at),
            Symbol::OpenBrace => {
                let (pairs, end) = self.pairs();
                let span = left.span.to(end);
                return Node::new(Kind::Group(Box::new(left), pairs), span, at);
            }
            Symbol::Caret => return self.sort(left, at),
            Symbol::Question => return self.condition(left, at),
            Symbol::Assign => return self.bind(left, at),
            _ => return self.binding(left, symbol, at),
        };
        self.pair(left, at, symbol.power(), |left, right| Kind::Binary(operator, left, right))
    }

    fn pair(&mut self, left: Node, at: Span, power: u8, kind: impl Fn(Box<Node>, Box<Node>) -> Kind) -> Node {
        let right = self.expression(power);
        let span = left.span.to(right.span);
        Node::new(kind(Box::new(left), Box::new(right)), span, at)
    }

    /// `(a; b)`, after the parenthesis.
    fn block(&mut self, at: Span) -> Node {
        let mut parts = Vec::new();
        while !self.at(Symbol::CloseParen) {
            parts.push(self.expression(0));
            if !self.opt(Symbol::Semicolon, false) {
                break;
            }
        }
        let end = self.expect(Symbol::CloseParen, true);
        Node::new(Kind::Block(parts), at.to(end), at)
    }

    /// `[a, b..c]`, after the bracket.
    fn array(&mut self, at: Span) -> Node {
        let mut items = Vec::new();
        if !self.at(Symbol::CloseBracket) {
            loop {
                let mut item = self.expression(0);
                if self.at(Symbol::DotDot) {
                    let at = self.advance(false).span;
                    item = self.pair(item, at, 0, |left, right| Kind::Binary(Operator::Range, left, right));
                }
                items.push(item);
                if !self.opt(Symbol::Comma, false) {
                    break;
                }
            }
        }
        let end = self.expect(Symbol::CloseBracket, true);
        Node::new(Kind::Array(items), at.to(end), at)
    }

    /// `a: b, c: d}`
    fn pairs(&mut self) -> (Vec<(Node, Node)>, Span) {
        let mut pairs = Vec::new();
        if !self.at(Symbol::CloseBrace) {
            loop {
                let key = self.expression(0);
                self.expect(Symbol::Colon, false);
                pairs.push((key, self.expression(0)));
                if !self.opt(Symbol::Comma, false) {
                    break;
                }
            }
        }
        (pairs, self.expect(Symbol::CloseBrace, true))
    }

    /// `|a|b,c|`, after the first bar.
    fn transform(&mut self, at: Span) -> Node {
        let pattern = Box::new(self.expression(0));
        self.expect(Symbol::Bar, false);
        let update = Box::new(self.expression(0));
        let delete = self.opt(Symbol::Comma, false).then(|| Box::new(self.expression(0)));
        let end = self.expect(Symbol::Bar, false);
        Node::new(Kind::Transform(pattern, update, delete), at.to(end), at)
    }

    /// `[b]` or `[]`, after the bracket.
    fn filter(&mut self, mut left: Node, at: Span) -> Node {
        if self.at(Symbol::CloseBracket) {
            let mut step = &mut left;
            while let Kind::Filter(inner, _) = &mut step.kind {
                step = inner;
            }
            step.keep_array = true;
            left.span = left.span.to(self.advance(false).span);
            return left;
        }
        let predicate = self.expression(0);
        let span = left.span.to(self.expect(Symbol::CloseBracket, true));
        Node::new(Kind::Filter(Box::new(left), Box::new(predicate)), span, at)
    }

    /// `(>a, b)`, after `^`.
    fn sort(&mut self, left: Node, at: Span) -> Node {
        self.expect(Symbol::OpenParen, false);
        let mut terms = Vec::new();
        loop {
            let descending = self.at(Symbol::Greater);
            if descending || self.at(Symbol::Less) {
                self.advance(false);
            }
            terms.push(Term { descending, expression: self.expression(0) });
            if !self.opt(Symbol::Comma, false) {
                break;
            }
        }
        let span = left.span.to(self.expect(Symbol::CloseParen, false));
        Node::new(Kind::Sort(Box::new(left), terms), span, at)
    }

    fn condition(&mut self, left: Node, at: Span) -> Node {
        let then = Box::new(self.expression(0));
        let otherwise = self.opt(Symbol::Colon, false).then(|| Box::new(self.expression(0)));
        let span = left.span.to(otherwise.as_ref().map_or(then.span, |otherwise| otherwise.span));
        Node::new(Kind::Condition(Box::new(left), then, otherwise), span, at)
    }

    fn bind(&mut self, left: Node, at: Span) -> Node {
        let name = match &left.kind {
            Kind::Variable(name) => Some(name.clone()),
            _ => None,
        };
        if name.is_none() {
            let token = spelling(&left);
            let mut error = Error::new("S0212").at(left.at);
            error.token = token;
            self.report(error);
        }
        let value = self.expression(Symbol::Assign.power() - 1);
        let span = left.span.to(value.span);
        match name {
            Some(name) => Node::new(Kind::Bind(name, Box::new(value)), span, at),
            None => Node::new(Kind::Broken(vec![left, value]), span, at),
        }
    }

    /// `a@$b`, `a#$b`
    fn binding(&mut self, left: Node, symbol: Symbol, at: Span) -> Node {
        let right = self.expression(symbol.power());
        let span = left.span.to(right.span);
        match right.kind {
            Kind::Variable(name) if symbol == Symbol::At => {
                Node::new(Kind::Focus(Box::new(left), name), span, at)
            }
            Kind::Variable(name) => Node::new(Kind::Position(Box::new(left), name), span, at),
            _ => {
                self.report(Error::new("S0214").at(right.at).token(symbol.text()));
                Node::new(Kind::Broken(vec![left, right]), span, at)
            }
        }
    }

    /// `a(b, ?)`, after the parenthesis; with `function` or `λ` before it the start of a function.
    fn call(&mut self, left: Node, at: Span) -> Node {
        let mut arguments = Vec::new();
        let mut partial = false;
        if !self.at(Symbol::CloseParen) {
            loop {
                if self.at(Symbol::Question) {
                    partial = true;
                    let span = self.advance(false).span;
                    arguments.push(Node::new(Kind::Placeholder, span, span));
                } else {
                    arguments.push(self.expression(0));
                }
                if !self.opt(Symbol::Comma, false) {
                    break;
                }
            }
        }
        let end = self.expect(Symbol::CloseParen, true);
        if matches!(&left.kind, Kind::Name(name) if &**name == "function" || &**name == "λ") {
            return self.lambda(left.span, at, &arguments);
        }
        let span = left.span.to(end);
        let left = Box::new(left);
        match partial {
            true => Node::new(Kind::Partial(left, arguments), span, at),
            false => Node::new(Kind::Call(left, arguments), span, at),
        }
    }

    /// The signature and the body of a function, after its parameters.
    fn lambda(&mut self, start: Span, at: Span, parameters: &[Node]) -> Node {
        let mut names: Vec<Arc<str>> = Vec::new();
        for (index, parameter) in parameters.iter().enumerate() {
            match &parameter.kind {
                Kind::Variable(name) => names.push(name.clone()),
                _ => {
                    let mut error = Error::new("S0208").at(parameter.at).value(index as i64 + 1);
                    error.token = spelling(parameter);
                    self.report(error);
                }
            }
        }
        let signature = if self.at(Symbol::Less) { self.signature() } else { None };
        self.expect(Symbol::OpenBrace, false);
        let body = Box::new(self.expression(0));
        let end = self.expect(Symbol::CloseBrace, false);
        Node::new(Kind::Lambda(names, signature, body), start.to(end), at)
    }

    /// `<s-n:b>`, whose pieces the lexer takes for operators and names.
    fn signature(&mut self) -> Option<Arc<Signature>> {
        let start = self.token.span;
        let mut depth = 1;
        let mut text = String::from("<");
        while depth > 0 && !self.at(Symbol::OpenBrace) && !self.at_end() {
            self.advance(false);
            if self.at(Symbol::Greater) {
                depth -= 1;
            } else if self.at(Symbol::Less) {
                depth += 1;
            }
            match self.token_value() {
                Value::String(piece) => text.push_str(&piece),
                other => text.push_str(&other.to_string()),
            }
        }
        let span = start.to(self.expect(Symbol::Greater, false));
        self.check(Signature::parse(&text), span).map(Arc::new)
    }

    fn check<T>(&mut self, result: Res<T>, span: Span) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.report(error.at(span));
                None
            }
        }
    }
}

/// What a leaf of the tree was written as, for messages.
fn spelling(node: &Node) -> Option<Value> {
    match &node.kind {
        Kind::Name(text) | Kind::String(text) | Kind::Variable(text) => Some(Value::String(text.clone())),
        Kind::Number(value) | Kind::Literal(value) => Some(value.clone()),
        Kind::Binary(operator, ..) => Some(Value::from(operator.symbol())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The structure of an expression, fully bracketed.
    fn show(node: &Node) -> String {
        let mut inner = Vec::new();
        node.each_child(&mut |child| inner.push(show(child)));
        let inner = inner.join(" ");
        let keep = if node.keep_array { "[]" } else { "" };
        let head = match &node.kind {
            Kind::Name(name) => return format!("{name}{keep}"),
            Kind::String(text) => return format!("'{text}'"),
            Kind::Number(value) | Kind::Literal(value) => return value.to_string(),
            Kind::Variable(name) => return format!("${name}{keep}"),
            Kind::Regex(regex) => return format!("/{}/", regex.source()),
            Kind::Wildcard => return "*".to_owned(),
            Kind::Descendants => return "**".to_owned(),
            Kind::Parent => return "%".to_owned(),
            Kind::Placeholder => return "?".to_owned(),
            Kind::Missing => return "nothing".to_owned(),
            Kind::Binary(operator, ..) => operator.symbol(),
            Kind::Path(..) => ".",
            Kind::Filter(..) => "filter",
            Kind::Group(..) => "group",
            Kind::Sort(..) => "sort",
            Kind::Apply(..) => "~>",
            Kind::Negation(_) => "negate",
            Kind::Array(_) => "array",
            Kind::Object(_) => "object",
            Kind::Call(..) => "call",
            Kind::Partial(..) => "partial",
            Kind::Condition(..) => "if",
            Kind::Block(_) => "block",
            Kind::Transform(..) => "transform",
            Kind::Broken(_) => "broken",
            Kind::Focus(_, name) => return format!("(@${name} {inner})"),
            Kind::Position(_, name) => return format!("(#${name} {inner})"),
            Kind::Bind(name, _) => return format!("(${name} := {inner})"),
            Kind::Lambda(names, ..) => return format!("(function ${} {inner})", names.join(" $")),
        };
        format!("({head} {inner})")
    }

    fn tree(text: &str) -> String {
        let (tree, errors) = parse(text);
        assert_eq!(errors, [], "{text}");
        show(&tree)
    }

    /// The codes of all errors, and the tree that was read all the same.
    fn broken(text: &str) -> (Vec<&'static str>, String) {
        let (tree, errors) = parse(text);
        (errors.iter().map(|error| error.code).collect(), show(&tree))
    }

    #[test]
    fn operators_bind_by_their_strength() {
        assert_eq!(tree("a.b + c * -d"), "(+ (. a b) (* c (negate d)))");
        assert_eq!(tree("a or b and c = d"), "(or a (and b (= c d)))");
        assert_eq!(tree("a & b ~> $f"), "(~> (& a b) $f)");
        assert_eq!(tree("$a := $b := 1"), "($a := ($b := 1))");
        assert_eq!(tree("a ? b : c ? d : e"), "(if a b (if c d e))");
    }

    #[test]
    fn steps_take_what_follows_them() {
        assert_eq!(tree("a.b[0]"), "(. a (filter b 0))");
        assert_eq!(tree("a.b^(>c, d).e"), "(. (sort (. a b) c d) e)");
        assert_eq!(tree("a.b{c: d}"), "(group (. a b) c d)");
        assert_eq!(tree("a@$x.b#$i"), "(. (@$x a) (#$i b))");
    }

    #[test]
    fn words_can_be_names() {
        assert_eq!(tree("and and or or in"), "(or (and and or) in)");
        assert_eq!(tree("function"), "function");
    }

    #[test]
    fn empty_brackets_mark_the_step_before_them() {
        assert_eq!(tree("a[1][]"), "(filter a[] 1)");
    }

    #[test]
    fn functions_have_parameters_and_a_body() {
        assert_eq!(tree("function($a, $b)<nn:n>{$a}"), "(function $a $b $a)");
        assert_eq!(tree("λ(){1}()"), "(call (function $ 1))");
        assert_eq!(tree("$f(?, 1)"), "(partial $f ? 1)");
    }

    #[test]
    fn spans_cover_the_whole_expression() {
        let (tree, _) = parse(" a.b + [1] ");
        assert_eq!((tree.span, tree.at), (Span { start: 1, end: 10 }, Span { start: 5, end: 6 }));
        assert_eq!(show(tree.innermost(3)), "b");
    }

    #[test]
    fn what_is_missing_is_said_and_the_rest_is_read() {
        assert_eq!(broken("a +"), (vec![], "(+ a nothing)".into()));
        assert_eq!(broken("a[b"), (vec!["S0203"], "(filter a b)".into()));
        assert_eq!(broken("{'a': 1, 'b' 2, 'c': 3}").0, ["S0202"]);
        assert_eq!(broken("(a; ; b) c"), (vec!["S0211", "S0201"], "(broken (block a (broken ) b) c)".into()));
    }

    #[test]
    fn every_mistake_is_told() {
        assert_eq!(broken("[1, ], function(a){1}, 3 := 4").0, ["S0211", "S0201", "S0208", "S0201", "S0212"]);
    }

    #[test]
    fn err_a_tree_may_not_grow_without_end() {
        assert_eq!(broken(&"(".repeat(100_000)).0.first(), Some(&"S0501"));
        assert_eq!(broken(&vec!["1"; 100_000].join("+")).0, ["S0501"]);
        assert_eq!(broken(&"-".repeat(100_000)).0.first(), Some(&"S0501"));
    }
}
