//! Functions on moments and on encodings.

use super::{Family, FunctionHelp};

/// The execution's clock, and moments as text and as milliseconds since 1970.
pub(super) const DATES: &[FunctionHelp] = &[
    FunctionHelp {
        name: "$now",
        family: Family::Dates,
        usage: "$now([picture [, zone]])",
        summary: "Gives the date and time as text, in ISO 8601 (UTC) or as the picture shows.",
        example: "$now() = $fromMillis($millis())",
        result: "true",
    },
    FunctionHelp {
        name: "$millis",
        family: Family::Dates,
        usage: "$millis()",
        summary: "Gives the time in milliseconds since 1970; it stands still while one expression runs.",
        example: "$millis() - $millis()",
        result: "0",
    },
    FunctionHelp {
        name: "$fromMillis",
        family: Family::Dates,
        usage: "$fromMillis(number [, picture [, zone]])",
        summary: "Writes milliseconds since 1970 as a date and time, in ISO 8601 or as the picture shows.",
        example: r#"$fromMillis(1767225600000, "[D1] [MNn] [Y]")"#,
        result: r#""1 January 2026""#,
    },
    FunctionHelp {
        name: "$toMillis",
        family: Family::Dates,
        usage: "$toMillis(timestamp [, picture])",
        summary: "Reads a date and time and gives it in milliseconds since 1970.",
        example: r#"$toMillis("2026-01-01T00:00:00Z")"#,
        result: "1767225600000",
    },
];

/// Base64 and URLs; each way there and back.
pub(super) const ENCODING: &[FunctionHelp] = &[
    FunctionHelp {
        name: "$base64encode",
        family: Family::Encoding,
        usage: "$base64encode(text)",
        summary: "Encodes text in Base64.",
        example: r#"$base64encode("Stepyard")"#,
        result: r#""U3RlcHlhcmQ=""#,
    },
    FunctionHelp {
        name: "$base64decode",
        family: Family::Encoding,
        usage: "$base64decode(text)",
        summary: "Decodes text from Base64.",
        example: r#"$base64decode("U3RlcHlhcmQ=")"#,
        result: r#""Stepyard""#,
    },
    FunctionHelp {
        name: "$encodeUrl",
        family: Family::Encoding,
        usage: "$encodeUrl(text)",
        summary: "Escapes what a URL must not contain, but leaves `/`, `?`, `&` and `=` alone.",
        example: r#"$encodeUrl("https://example.com/?q=two words")"#,
        result: r#""https://example.com/?q=two%20words""#,
    },
    FunctionHelp {
        name: "$encodeUrlComponent",
        family: Family::Encoding,
        usage: "$encodeUrlComponent(text)",
        summary: "Escapes a text to be one part of a URL, such as the value of a parameter.",
        example: r#"$encodeUrlComponent("a&b=c")"#,
        result: r#""a%26b%3Dc""#,
    },
    FunctionHelp {
        name: "$decodeUrl",
        family: Family::Encoding,
        usage: "$decodeUrl(text)",
        summary: "Undoes `$encodeUrl`; what stands for `/`, `?`, `&` or `=` stays escaped.",
        example: r#"$decodeUrl("https://example.com/?q=two%20words")"#,
        result: r#""https://example.com/?q=two words""#,
    },
    FunctionHelp {
        name: "$decodeUrlComponent",
        family: Family::Encoding,
        usage: "$decodeUrlComponent(text)",
        summary: "Undoes `$encodeUrlComponent`.",
        example: r#"$decodeUrlComponent("a%26b%3Dc")"#,
        result: r#""a&b=c""#,
    },
];
