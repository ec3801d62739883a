//! Each format with its quirks, on samples made up for these tests; round trips; hostile files.

use std::path::Path;

use super::*;

fn try_import(name: &str, bytes: &[u8]) -> Result<Imported> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    import(&path, Format::of_path(&path)?)
}

fn imported(name: &str, bytes: &[u8]) -> Imported {
    try_import(name, bytes).expect("a codebook")
}

/// `id<parent: include - exclude` of each theme.
fn shown(imported: &Imported) -> Vec<String> {
    let theme = |theme: &NewTheme| {
        let parent = theme.parent.as_ref().map_or(String::new(), |parent| format!("<{parent}"));
        let not = if theme.exclude.is_empty() { String::new() } else { format!(" - {}", theme.exclude.join("|")) };
        format!("{}{parent}: {}{not}", theme.id, theme.include.iter().map(shown_pattern).collect::<Vec<_>>().join("|"))
    };
    imported.themes.iter().map(theme).collect()
}

/// `pattern=weight`.
fn shown_pattern(pattern: &NewPattern) -> String {
    let weight = pattern.weight.map_or_else(String::new, |weight| format!("={weight}"));
    format!("{}{weight}", pattern.text)
}

/// `line: message` of each warning.
fn told(warnings: &[Warning]) -> Vec<String> {
    let line = |warning: &Warning| warning.place.as_ref().and_then(|place| place.line).unwrap_or(0);
    warnings.iter().map(|warning| format!("{}: {}", line(warning), warning.message)).collect()
}

#[test]
fn quanteda_keys_nest_and_scalars_are_text() {
    let text = "# a comment\ntrust:\n  - trust*\n  - \"good faith\"\nSafety Online:\n  - no\n  - 1990\n  - Children:\n      - child*\n    Elders: elder\n  - ~\nflow: [a b, 'c?d']\nbad: ['^x$', 'a; b']\n";
    let found = imported("a.yml", text.as_bytes());
    assert_eq!(
        shown(&found),
        [
            "trust: trust*|good faith",
            "safety_online: no|1990",
            "children<safety_online: child*",
            "elders<safety_online: elder",
            "flow: a b|c?d",
            "bad: "
        ]
    );
    assert_eq!(found.themes[1].label, "Safety Online");
    let told = told(&found.warnings);
    assert!(told[0].starts_with("11: an empty entry"), "{told:?}");
    assert!(
        told[1].starts_with("13: theme `bad`: \"^x$\" cannot be carried over: it looks like a regular"),
        "{told:?}"
    );
    assert!(told[2].contains("\"a; b\" cannot be carried over: a phrase ends before `b`"), "{told:?}");
    assert!(told[3].starts_with("13: theme `bad` has no pattern"), "{told:?}");
    assert_eq!(told.len(), 4);
}

#[test]
fn quanteda_errors_name_line_and_cure() {
    for (text, expected) in [
        ("a:\n  - x\n - y\n", ":3:"),
        ("- x\n", ":1: patterns stand outside"),
        ("just words\n", ":1: this is no dictionary"),
        ("a: &x\n  - y\nb: *x\n", ":3: an alias"),
        ("a: \"cut", "not valid YAML"),
    ] {
        let error = try_import("a.yml", text.as_bytes()).expect_err(text).to_string();
        assert!(error.contains(expected) && error.contains("hint:"), "{error}");
    }
}

#[test]
fn liwc_2007_with_what_real_files_hold() {
    let bytes = b"\xef\xbb\xbf%\r\n1\tfunct\r\n\t\r\n02\t\tpronoun\r\n125 posemo\r\n131\tinclus\r\n464\tfiller\r\nverb\r\n%\r\n// a comment\r\n\r\nabandon*\t125\r\nwe\t\t1\t2\t\r\nkind<of>131/125\t464\r\nlike\t(02 134)125/464\t464\r\nsort of  131\r\nlike <of>\t131\r\nlonely\r\nghost\t999\r\n:)\t125\r\nwell 125 464\r\n";
    let found = imported("a.dic", bytes);
    assert_eq!(
        shown(&found),
        [
            "funct: we",
            "pronoun: we",
            "posemo: abandon*|kind|well - kind of",
            "inclus: kind of|sort of|like of",
            "filler: kind|like|well"
        ]
    );
    assert_eq!(
        told(&found.warnings),
        [
            "8: the category `verb` has no number and is left out",
            "15: \"like\": the conditional entry `(02 134)125/464` depends on the category of another word and is not carried over",
            "18: \"lonely\" has no category and is left out",
            "19: \"ghost\": there is no category 999",
            "20: theme `posemo`: \":)\" cannot be carried over: `:)` holds no letter or digit",
        ]
    );
}

#[test]
fn liwc_2015_nests_by_indentation_and_reads_windows_1252() {
    let bytes = b"%\n1\taffect (Affect)\n\t2\tposemo (Positive Emotions)\n\t3\tnegemo (Negative Emotions)\n\t\t4\tanx (Anxiety)\n5\tsocial (Social)\n%\nna\xefve\t5\nfear*\t1\t3\t4\nglad\t1\t2\nmood\t1\n";
    let found = imported("a.dic", bytes);
    assert_eq!(
        shown(&found),
        ["affect: mood", "posemo<affect: glad", "negemo<affect: ", "anx<negemo: fear*", "social: naïve"]
    );
    assert_eq!(found.themes[1].label, "Positive Emotions");
    assert_eq!(told(&found.warnings), ["8: this is not UTF-8: the file is read as windows-1252"]);
    let table = imported("a.dicx", b"DicTerm,calm,storm\nquiet*,X,\nwind,,0.5\nnone,,\n");
    assert_eq!(shown(&table), ["calm: quiet*", "storm: wind=0.5"]);
    assert_eq!(told(&table.warnings), ["4: \"none\" has no category and is left out"]);
}

#[test]
fn wordstat_indents_and_weighs() {
    let text = "SAFETY\n\tCHILDREN\n\t\tCHILD* (1)\n\t\tYOUNG_PEOPLE (1)\n\t\tTEEN (3)\n\t@NEAR_RULE [CHILD /NEAR SAFE] (1)\nTRUST\n\tCONFIDEN?E (1)\n";
    let found = imported("a.cat", text.as_bytes());
    assert_eq!(shown(&found), ["safety: ", "children<safety: CHILD*|YOUNG PEOPLE|TEEN=3", "trust: CONFIDEN?E"]);
    let told = told(&found.warnings);
    assert!(told.len() == 1 && told[0].starts_with("6: \"@NEAR_RULE"), "{told:?}");
    let error = try_import("a.cat", b"one\n\ttwo\n").expect_err("no words").to_string();
    assert!(error.contains(":1: no line has a weight"), "{error}");
    assert!(try_import("a.cat", b"x (1)\n").expect_err("no category").to_string().contains("stands in no category"));
}

#[test]
fn yoshikoder_and_lexicoder_hold_categories() {
    let xml = "<?xml version=\"1.0\"?>\n<dictionary style=\"x\">\n <cnode name=\"Economy\" desc=\"of money\">\n  <pnode name=\"tax*\" score=\"2\"/>\n  <cnode name=\"State &amp; market\"><pnode name=\"public  spending\"/></cnode>\n </cnode>\n</dictionary>";
    let found = imported("a.ykd", xml.as_bytes());
    assert_eq!(shown(&found), ["economy: tax*=2", "state_market<economy: public  spending"]);
    assert_eq!((found.themes[0].definition.as_str(), found.themes[1].label.as_str()), ("of money", "State & market"));
    assert_eq!(told(&found.warnings), [""; 0]);
    assert_eq!(shown(&imported("a.lc3", xml.as_bytes())), shown(&found));
    let text = "+POSITIVE\n good \n|fine|\n\n+NEGATIVE\nbad*\n";
    assert_eq!(shown(&imported("a.lc3", text.as_bytes())), ["positive: good|fine", "negative: bad*"]);
    assert!(try_import("a.lc3", b"good\n").expect_err("no category").to_string().contains(":1: the pattern `good`"));
    assert!(try_import("a.ykd", b"<html/>").expect_err("HTML").to_string().contains("begins with <html>"));
}

#[test]
fn refi_qda_codes_without_patterns_become_comments() {
    let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"x\">\n<Codes>\n<Code guid=\"1\" name=\"Trust\" isCodable=\"true\" color=\"#ff0000\">\n<Description>what makes people rely\nPatterns:\ntrust*\n=CBM\nNot:\ntrust fund*</Description>\n<Code guid=\"2\" name=\"Loss\" isCodable=\"true\"/>\n</Code>\n</Codes><Sets><Set guid=\"3\" name=\"s\"/></Sets></CodeBook>";
    let found = imported("a.qdc", xml.as_bytes());
    assert_eq!(shown(&found), ["trust: trust*|=CBM - trust fund*", "loss<trust: "]);
    assert_eq!(found.themes[0].definition, "what makes people rely");
    let told = told(&found.warnings);
    assert!(told[0].starts_with("11: theme `Loss` has no pattern") && told[1].contains("sets of codes"), "{told:?}");
    let text = toml::write(&found, "Made for a test.").expect("a codebook");
    let codebook = Codebook::parse(&text, Path::new("x.toml")).expect("it can be read");
    assert_eq!(codebook.themes.len(), 1);
    assert!(text.contains("\n# [themes.loss]\n# label = \"Loss\"\n# include = []\n# parent = \"trust\"\n"), "{text}");
    let none = imported("a.qdc", b"<CodeBook><Codes><Code name=\"x\"/></Codes></CodeBook>");
    assert!(toml::write(&none, "").expect_err("no pattern").to_string().contains("no theme has a pattern"));
}

const CODEBOOK: &str = "[themes.safety]\ninclude = [\"safe\", \"harm*\"]\n\
    [themes.child_safety]\nlabel = \"Children\"\ndefinition = \"a <b> & c\"\ninclude = [\"child*\", \"young people\"]\nparent = \"safety\"\n\
    [themes.trust]\ninclude = [\"trust\"]\n";
const RICH: &str = "[themes.norms]\nlabel = \"Norms & values\"\ninclude = [\"norm*\", \"behavio?r\", \"a ~3 b\", \"=CBM\", \"stem:agree\", \"/codes?/\"]\nexclude = [\"norm core\"]\n";

fn exported(text: &str, format: Format) -> Exported {
    let codebook = Codebook::parse(text, Path::new("codebook.toml")).expect("a codebook");
    export(&codebook, Path::new("codebook.toml"), format).expect("exported")
}

#[test]
fn every_format_comes_back_as_it_went() {
    let names = ["a.yml", "a.dic", "a.cat", "a.ykd", "a.lc3", "a.qdc", "a.csv"];
    for (name, (_, format)) in names.iter().zip(Format::ALL) {
        assert_eq!(Format::of_path(Path::new(name)).expect("a format"), format);
        let back = imported(name, exported(CODEBOOK, format).text.as_bytes());
        assert_eq!(back.warnings, [], "{name}");
        let mut expected: Vec<String> = match format {
            Format::Lexicoder => {
                ["safety: safe|harm*|child*|young people", "child_safety: child*|young people", "trust: trust"]
            }
            Format::RefiQda => ["safety: safe|harm*", "children<safety: child*|young people", "trust: trust"],
            _ => ["safety: safe|harm*", "child_safety<safety: child*|young people", "trust: trust"],
        }
        .map(String::from)
        .to_vec();
        if format == Format::Liwc {
            expected[0] = "safety: harm*|safe".into();
        }
        let mut found = shown(&back);
        found.sort_by_key(|theme| expected.iter().position(|other| other == theme));
        assert_eq!(found, expected, "{name}");
        // What was imported can be read as a codebook.
        let text = toml::write(&back, "Made for a test.").expect("TOML");
        assert_eq!(Codebook::parse(&text, Path::new("x")).expect("a codebook").themes.len(), 3);
    }
}

#[test]
fn rich_patterns_survive_where_they_can_and_are_told_where_not() {
    for name in ["a.qdc", "a.csv"] {
        let format = Format::of_path(Path::new(name)).expect("a format");
        let out = exported(RICH, format);
        assert_eq!(out.warnings, []);
        let back = imported(name, out.text.as_bytes());
        assert_eq!(
            back.themes[0].include,
            ["norm*", "behavio?r", "a ~3 b", "=CBM", "stem:agree", "/codes?/"].map(NewPattern::new)
        );
        assert_eq!(
            (back.themes[0].exclude.clone(), back.themes[0].label.as_str()),
            (vec!["norm core".into()], "Norms & values")
        );
    }
    let out = exported(RICH, Format::Liwc);
    assert!(out.text.ends_with("norm*\t1\n"), "{}", out.text);
    let told = told(&out.warnings);
    assert_eq!(told.len(), 7, "{told:?}");
    assert_eq!(told[0], "0: labels are left out: liwc has no place for them");
    assert_eq!(told[1], "3: theme `norms`: \"behavio?r\" is left out of liwc: a wildcard stands only at the end, as *");
    assert!(told[6].ends_with("\"norm core\" is left out of liwc: it has no exclusions"));
    assert!(exported(RICH, Format::Quanteda).text.contains("- \"behavio?r\""));
}

#[test]
fn csv_names_columns_and_parents() {
    let found = imported(
        "a.csv",
        b"Theme;Pattern;Kind;Parent;Colour\nb;x;;a;1\na;;;;\nb;'=UN;include;;\nb;y z;exclude;;\n;lost;;;\n",
    );
    assert_eq!(shown(&found), ["a: ", "b<a: x|=UN - y z"]);
    let told = told(&found.warnings);
    assert!(
        told[0].starts_with("1: the column `colour`") && told[1].starts_with("6: the pattern \"lost\""),
        "{told:?}"
    );
    for (text, expected) in [
        ("theme,label\n", ":1: there is no column `pattern`"),
        ("theme,pattern,kind\na,b,c\n", ":2: `c` is no kind"),
        ("theme,pattern,parent\na,b,z\n", ":2: no theme `z`"),
        ("theme,pattern,parent\na,x,b\nb,y,a\n", ":2: the theme `a` is its own parent"),
        ("theme,pattern\n", ":1: there is no theme"),
        ("word,label\n", ":1: there is no column `theme`"),
    ] {
        let error = try_import("a.csv", text.as_bytes()).expect_err(text).to_string();
        assert!(error.contains(expected) && error.contains("hint:"), "{error}");
    }
}

#[test]
fn hostile_files_end_in_an_error_with_a_line() {
    let laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<dictionary><cnode name=\"&b;\"/></dictionary>";
    let deep_xml = format!("<dictionary>\n{}", "<cnode name='a'>".repeat(10_000));
    let closed_xml =
        format!("<dictionary>\n{}{}</dictionary>", "<cnode name='a'>".repeat(10_000), "</cnode>".repeat(10_000));
    let deep_codes =
        format!("<CodeBook><Codes>{}{}</Codes></CodeBook>", "<Code name='a'>".repeat(10_000), "</Code>".repeat(10_000));
    let deep_yaml = (0..1_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect::<String>();
    let flow_yaml = format!("a: {}", "[".repeat(10_000));
    let deep_cat = (0..1_000).map(|depth| format!("{}A\n", "\t".repeat(depth))).collect::<String>();
    let deep_dic = format!("%\n{}%\n", (0..1_000).map(|n| format!("{}{n}\ta\n", "\t".repeat(n))).collect::<String>());
    for (name, text, expected) in [
        ("a.ykd", laughs, ":2:"),
        ("a.ykd", deep_xml.as_str(), "this XML cannot be read"),
        ("a.ykd", &closed_xml, ":2: themes are nested more than 100 deep"),
        ("a.qdc", &deep_codes, "themes are nested more than 100 deep"),
        ("a.yml", &deep_yaml, "themes are nested more than 100 deep"),
        ("a.yml", &flow_yaml, ":1:"),
        ("a.cat", &deep_cat, "themes are nested more than 100 deep"),
        ("a.dic", &deep_dic, "themes are nested more than 100 deep"),
        ("a.ykd", "<dictionary>\n<cnode name=\"a\">\n<pnode na", ":3:"),
        ("a.dic", "%\n1\ta\n2\tb", ":3: the list of categories has no end"),
        ("a.dic", "hello\n", ":1: the list of categories does not begin"),
    ] {
        let error = try_import(name, text.as_bytes()).expect_err(name).to_string();
        assert!(error.contains(expected) && error.contains("hint:"), "{name}: {error}");
    }
    for name in ["a.yml", "a.dic", "a.cat", "a.ykd", "a.lc3", "a.qdc", "a.csv"] {
        for bytes in [&b""[..], b"\xef\xbb\xbf \r\n", b"PK\x03\x04\0\0\xff", b"\x89PNG\r\n\x1a\n\0"] {
            let error = try_import(name, bytes).expect_err(name).to_string();
            let line = if bytes.starts_with(b"\x89PNG") { ":3:" } else { ":1:" };
            assert!(error.contains(line) && error.contains("hint:"), "{name}: {error}");
        }
    }
    assert!(try_import("a.xyz", b"x").expect_err("no format").to_string().contains("--format"));
}

#[test]
fn what_was_written_stays_when_themes_are_added() {
    let before = "# mine\n[themes.trust] # here\ninclude = [\n    \"trust\", # one\n    \"faith\",\n]\n\n# last\n[themes.z]\ninclude = [\"z\"]\n";
    let found = imported("a.yml", b"trust: [trust, rely]\nz: y\nnew thing: [n]\n");
    let text = toml::merge(before, Path::new("c.toml"), &found).expect("merged").text;
    assert!(text.starts_with("# mine\n[themes.trust] # here\ninclude = [\n    \"trust\", # one\n    \"faith\",\n    \"rely\",\n]\n\n# last\n"), "{text}");
    assert!(
        text.contains("include = [\"z\", \"y\"]\n\n[themes.new_thing]\nlabel = \"new thing\"\ninclude = [\"n\"]\n"),
        "{text}"
    );
    let codebook = Codebook::parse(&text, Path::new("c.toml")).expect("a codebook");
    assert_eq!(codebook.themes.len(), 3);
    let before = "[themes.a]\ninclude = [{ pattern = \"x\", weight = 2 }, \"y\"]\n";
    let found = imported("a.csv", b"theme,pattern,weight\na,x,3\na,y,\na,z,-1\n");
    let merged = toml::merge(before, Path::new("c.toml"), &found).expect("merged");
    assert!(
        merged.text.contains("[{ pattern = \"x\", weight = 2 }, \"y\", { pattern = \"z\", weight = -1 }]"),
        "{}",
        merged.text
    );
    assert_eq!(told(&merged.warnings), ["0: theme `a`: \"x\" is there already: its weight 3 is left out"]);
    let error = toml::merge("[themes\n", Path::new("c.toml"), &found).expect_err("no TOML").to_string();
    assert!(error.starts_with("c.toml:1: this is not valid TOML"), "{error}");
}

#[test]
fn lexicoder_entries_are_parts_of_text_with_blanks_as_edges() {
    let text = "# made up\n+good#00ff7F\nprosper\n fair\nrise \n wage growth \n|jobs|\n+bad #F00\n#crisis\nun just\n+no colour #abcd\nx\n";
    let found = imported("a.lcd", text.as_bytes());
    assert_eq!(shown(&found), shown(&imported("a.lc3", text.as_bytes())));
    assert_eq!(shown(&found)[0], "good: *prosper*|fair*|*rise|wage growth|jobs");
    assert!(shown(&found)[1].ends_with("*un just*") && shown(&found)[2] == "no_colour_abcd: *x*", "{found:?}");
    // Where a file writes `*`, it says itself what is open.
    let text = "+neg\n not good\n no harm*\nbleak\n*ism \n";
    assert_eq!(shown(&imported("a.lc3", text.as_bytes())), ["neg: not good|no harm*|bleak|*ism"]);
    let xml = "<dictionary style=\"Lexicoder\" name=\"p\"><cnode name=\"t1\" color=\"1 2 3\"><pnode name=\" VAT \"></pnode><pnode name=\"tax\"/><pnode name=\" rate\"/></cnode></dictionary>";
    let found = imported("a.lcd", xml.as_bytes());
    assert_eq!((shown(&found), found.warnings.len()), (vec!["t1: VAT|*tax*|rate*".to_string()], 0));
    assert_eq!(shown(&imported("a.ykd", xml.as_bytes())), shown(&found));
    let expressions = xml.replace("style=\"Lexicoder\"", "patternengine=\"regexp\"").replace(" rate", "(up|down)");
    let found = imported("a.ykd", expressions.as_bytes());
    assert_eq!((shown(&found), found.warnings.len()), (vec!["t1: VAT|*tax*".to_string()], 1));
    let plain = xml.replace("Lexicoder", "050805");
    assert_eq!(shown(&imported("a.ykd", plain.as_bytes())), ["t1: VAT|tax|rate"]);
}

#[test]
fn a_codebook_of_words_alone_goes_through_lexicoder() {
    let text = "[themes.a]\ninclude = [\"trust\", \"good faith\"]\n";
    let out = exported(text, Format::Lexicoder);
    assert_eq!(out.text, "+a\n trust \n good faith \n");
    assert_eq!(shown(&imported("a.lc3", out.text.as_bytes())), ["a: trust|good faith"]);
}

const WEIGHED: &str = "[themes.mood]\ninclude = [{ pattern = \"grand\", weight = 2.5 }, \"calm\", { pattern = \"dire need*\", weight = -3 }]\n";

#[test]
fn weights_go_where_a_format_has_a_place_and_are_told_elsewhere() {
    for (name, format) in
        [("a.cat", Format::WordStat), ("a.ykd", Format::Yoshikoder), ("a.qdc", Format::RefiQda), ("a.csv", Format::Csv)]
    {
        let out = exported(WEIGHED, format);
        assert_eq!(out.warnings, [], "{name}");
        let back = imported(name, out.text.as_bytes());
        assert_eq!(shown(&back), ["mood: grand=2.5|calm|dire need*=-3"], "{name}");
        assert_eq!(back.warnings, [], "{name}");
        let text = toml::write(&back, "Made for a test.").expect("TOML");
        let weights =
            "include = [{ pattern = \"grand\", weight = 2.5 }, \"calm\", { pattern = \"dire need*\", weight = -3 }]";
        assert!(text.replace("\n    ", " ").replace("[ ", "[").replace(",\n]", "]").contains(weights), "{text}");
        assert_eq!(Codebook::parse(&text, Path::new("x")).expect("a codebook").weighted(), [true]);
    }
    for format in [Format::Quanteda, Format::Liwc, Format::Lexicoder] {
        let out = exported(WEIGHED, format);
        let name = format.name();
        let expected =
            format!("1: theme `mood`: the weights of 2 patterns are left out: {name} has no place for weights");
        assert_eq!(told(&out.warnings), [expected]);
        assert!(out.text.contains("grand") && !out.text.contains("2.5"), "{}", out.text);
    }
    assert!(!exported(CODEBOOK, Format::Csv).text.contains("weight"));
}

#[test]
fn weights_of_other_programs_are_kept_or_told() {
    let text = "GOOD\n\tFINE (2)\n\tODD (nan)\n\tPLAIN (1.0)\n\tBAD (-0.75)\n\tFINE (4)\n";
    let found = imported("a.cat", text.as_bytes());
    assert_eq!(shown(&found), ["good: FINE=2|ODD|PLAIN|BAD=-0.75"]);
    assert_eq!(
        told(&found.warnings),
        [
            "3: \"ODD\": the weight nan is no finite number and is left out",
            "6: theme `GOOD`: \"FINE\" stands twice: the weight 2 is kept"
        ]
    );
    let found = imported("a.cat", b"PLAN (2030)\n\tGOAL (0,5)\n\tSTEP (1)\n");
    assert_eq!(
        (shown(&found), found.themes[0].label.as_str()),
        (vec!["plan_2030: GOAL=0.5|STEP".into()], "PLAN (2030)")
    );
    let found = imported(
        "a.yml",
        b"mood:\n  high:\n    grand: 3\n    so so: 0.5\n  low:\n  - dire: -2\n  - plain\nyear: 1990\n",
    );
    assert_eq!(shown(&found), ["mood: ", "high<mood: grand=3|so so=0.5", "low<mood: dire=-2|plain", "year: 1990"]);
    assert!(told(&found.warnings)[0].starts_with("3: theme `high`: the numbers behind 2 words are read"), "{found:?}");
    // A word keeps its own weight in the theme above.
    let found = imported("a.dicx", b"DicTerm,all,part\nrise,2,3\nfall,X,X\nodd,yes,\n");
    assert_eq!(shown(&found), ["all: rise=2|fall|odd", "part: rise=3|fall"]);
    assert_eq!(told(&found.warnings), ["4: \"odd\": the weight yes is no number and is left out"]);
}

#[test]
fn lists_of_words_with_numbers_are_read_with_and_without_a_header() {
    let found = imported("afinity.tsv", b"grand\t3\ncan't bear\t-3\nso \"so\"\t0\tx\nalone\n");
    assert!(shown(&found)[0].starts_with("afinity: grand=3|can't bear=-3"), "{found:?}");
    let lines = told(&found.warnings);
    assert!(lines.iter().any(|line| line == "3: what stands behind the number is not carried over"), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("4: `alone` is no word with a number")), "{lines:?}");
    let found = imported("a.tsv", b"glad\tjoy\t1\nglad\tanger\t0\ncross\tjoy\t0\ncross\tanger\t1\n");
    assert_eq!(shown(&found), ["joy: glad", "anger: cross"]);
    assert!(told(&found.warnings)[0].starts_with("1: 2 lines with a 0"), "{found:?}");
    let found = imported("a.csv", b"glad,joy,0.82\ncross,anger,0.6\n");
    assert_eq!(shown(&found), ["joy: glad=0.82", "anger: cross=0.6"]);
    let found = imported("mood.csv", b"Word,Valence,Arousal\nglad,0.9,0.5\ndull,0.25,0.1\n");
    assert_eq!(shown(&found), ["mood: glad=0.9|dull=0.25"]);
    assert_eq!(told(&found.warnings), ["1: the column `arousal` is not carried over"]);
    let found = imported("a.tsv", "Abend|NN\t0.25\tAbende\nmild|ADJX\t-0.5\n".as_bytes());
    assert_eq!(shown(&found), ["a: Abend=0.25|mild=-0.5"]);
    assert_eq!(found.warnings.len(), 2);
    let found = imported("nrc.txt.csv", b"Word,Emotion,Score\nglad,joy,1\nglad,anger,0\n");
    assert_eq!(shown(&found), ["joy: glad"]);
    assert_eq!(told(&found.warnings)[0], "1: 1 line with a 0 says that the word is not in the theme: it is left out");
    let found = imported("a.csv", b"theme,pattern,weight\na,x y,-2\na,z,\n");
    assert_eq!(shown(&found), ["a: x y=-2|z"]);
}

#[test]
fn signs_do_not_make_a_comment_or_an_expression_of_a_word() {
    let found = imported("a.dic", b"%\n1\tweb\n%\n# a comment\n#tag\t1\nhow_are_you\t1\n");
    assert!(shown(&found)[0].ends_with("how are you"), "{found:?}");
    assert!(shown(&found)[0].contains("#tag"), "{found:?}");
    assert_eq!(shown(&imported("a.dic", b"%\n1\tweb\n%\n\"net\"\t1\n")), ["web: net"]);
    let found =
        imported("a.yml", "a: [salt & pepper, '& co', 'ホワイト・ハウス*', 'a ; b', 'dept.*', 'f.i.*']\n".as_bytes());
    assert!(shown(&found)[0].starts_with("a: salt & pepper|& co|ホワイト・ハウス*"), "{found:?}");
    let lines = told(&found.warnings);
    let told_of = |word: &str| lines.iter().any(|line| line.contains(word));
    assert!(told_of("a ; b") && !told_of("f.i.*\" cannot be carried over: it looks"));
    assert!(
        lines.iter().any(|line| line.contains("dept.*\" cannot be carried over: it looks like a regular")),
        "{lines:?}"
    );
    let found = imported("a.yml", "a: [c++, us$, '[ab]c', 'a.*', '^b']\n".as_bytes());
    let lines = told(&found.warnings);
    let called = |word: &str| lines.iter().any(|line| line.contains(word) && line.contains("regular expression"));
    assert!(called("[ab]c") && called("a.*") && called("^b") && !called("c++") && !called("us$"), "{lines:?}");
}

#[test]
fn themes_without_a_name_get_one_and_no_word_vanishes() {
    let found = imported("a.lc3", b"+ \n x \n");
    assert_eq!((shown(&found), found.themes[0].label.as_str()), (vec!["theme: x".to_string()], "theme"));
    assert_eq!(told(&found.warnings), ["1: a theme without a name is called `theme`"]);
    let table = imported("a.dicx", b"DicTerm,calm\n,X\nquiet,X\n");
    assert_eq!(
        (shown(&table), told(&table.warnings)),
        (vec!["calm: quiet".into()], vec!["2: a line without a word is left out".into()])
    );
    // A theme that is there keeps its id, whatever its case.
    let text = toml::merge("[themes.Calm]\ninclude = [\"still\"]\n", Path::new("c.toml"), &table).expect("merged").text;
    assert_eq!(text, "[themes.Calm]\ninclude = [\"still\", \"quiet\"]\n");
}
