use super::*;
use crate::corpus::Documents;

fn parse(text: &str) -> Result<Codings> {
    Codings::parse(text.as_bytes().to_vec(), Path::new("coded.csv"))
}

fn error(text: &str) -> String {
    parse(text).expect_err("it is wrong").to_string()
}

fn codebook() -> Codebook {
    let text = "[themes.safety]\ninclude = [\"safe\"]\n[themes.child_safety]\nparent = \"safety\"\ninclude = [\"child\"]\n\
                [themes.trust]\ninclude = [\"trust\"]\n";
    Codebook::parse(text, Path::new("codebook.toml")).expect("a codebook")
}

#[test]
fn columns_besides_the_known_ones_are_coders() {
    let codings = parse("document;ordinal;text;Ann;bob\nb;2;x;trust;none\na;1;y; trust;?\na;02;z;;trust;safety").err();
    assert!(codings.is_some_and(|e| e.to_string().starts_with("coded.csv:4: this row has 6 cells")));
    let codings = parse("document,ordinal,text,Ann,bob\nb,2,x,trust,none\na,1,y,trust ; safety,?\na,02,z,,trust\n");
    let codings = codings.expect("codings");
    assert_eq!((codings.coders.as_slice(), codings.weighted), (["ann".into(), "bob".into()].as_slice(), false));
    let found: Vec<_> = codings.messages.iter().map(|m| (m.document.as_str(), m.ordinal, m.line)).collect();
    assert_eq!(found, [("a", 1, 3), ("a", 2, 4), ("b", 2, 2)]);
    let list = |ids: &[&str]| Some(ids.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(codings.messages[0].codes, [list(&["safety", "trust"]), None]);
    assert_eq!(codings.messages[1].codes, [list(&[]), list(&["trust"])]);
    assert_eq!(codings.messages[2].codes, [list(&["trust"]), list(&[])]);
}

#[test]
fn an_empty_cell_means_no_theme_only_where_that_is_clear() {
    assert!(parse("document,ordinal,themes\na,1,\na,2,trust\n").is_ok());
    for text in [
        "document,ordinal,themes\na,1,none\na,2,\n",
        "document,ordinal,inclusion_probability,themes\na,1,0.5,trust\na,2,0.5,\n",
    ] {
        assert!(error(text).starts_with("coded.csv:3: column `themes`: the cell is empty\n  hint: write `none`"));
    }
    let both = error("document,ordinal,themes\na,1,none;trust\n");
    assert!(both.starts_with("coded.csv:2: column `themes`: `none;trust` says both"), "{both}");
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let twice = error("document,ordinal,themes\na,1,\nb,1,\na,1,trust\n");
    assert!(twice.starts_with("coded.csv:4: message 1 of `a` stands twice\n  hint: it stands first on line 2"));
    for ordinal in ["0", "x", "-1", "1.5", ""] {
        let message = error(&format!("document,ordinal,themes\na,{ordinal},trust\n"));
        assert!(message.starts_with(&format!("coded.csv:2: `{ordinal}` is no ordinal")), "{message}");
    }
    for probability in ["0", "1.5", "x", "NaN", ""] {
        let text = format!("document,ordinal,inclusion_probability,themes\na,1,{probability},trust\n");
        assert!(error(&text).starts_with(&format!("coded.csv:2: `{probability}` is no inclusion probability")));
    }
    assert!(error("document,ordinal,text\na,1,x\n").starts_with("coded.csv:1: no column holds themes"));
    assert!(error("document,themes\na,x\n").starts_with("coded.csv:1: the column `ordinal` is missing"));
    assert!(error("document,ordinal,a,A\na,1,x,y\n").starts_with("coded.csv:1: the column `a` stands twice"));
    assert!(error("document,ordinal,themes\n").starts_with("coded.csv:1: the file has no coded message"));
}

#[test]
fn themes_bring_those_above_them_and_unknown_ones_are_named() {
    let codings = parse("document,ordinal,themes\na,1,child_safety\na,2,trust;safety\na,3,none\n").expect("codings");
    let places = codings.places(&codebook()).expect("themes of the codebook");
    assert_eq!(places, [[Some(vec![0, 1])], [Some(vec![0, 2])], [Some(vec![])]]);
    let wrong = parse("document,ordinal,themes,notes\na,1,trust,\na,2,trsut,\n").expect("codings").places(&codebook());
    let wrong = wrong.expect_err("no such theme").to_string();
    assert_eq!(wrong, "coded.csv:3: column `themes`: no theme `trsut` in the codebook\n  hint: did you mean `trust`?");
    let notes = parse("document,ordinal,themes,notes\na,1,trust,a remark\n").expect("codings").places(&codebook());
    let notes = notes.expect_err("a remark").to_string();
    assert!(notes.starts_with("coded.csv:2: column `notes`: no theme `a remark`") && notes.contains("is a coder"));
}

#[test]
fn messages_of_other_documents_are_left_out_but_unknown_ones_refused() {
    let document = |id: &str| crate::corpus::DocumentInfo { id: id.into(), ..Default::default() };
    let corpus = Corpus {
        documents: Documents::of([document("2019-a")]).expect("documents"),
        left_out: vec!["2020-b".into()],
        ..Corpus::default()
    };
    let kept = parse("document,ordinal,themes\n2019-a,1,\n2020-b,1,\n").expect("codings").selected(&corpus);
    assert_eq!(kept.expect("one is left").messages.len(), 1);
    let none = parse("document,ordinal,themes\n2020-b,1,\n").expect("codings").selected(&corpus).expect_err("none");
    assert!(none.to_string().starts_with("coded.csv: no coded message is in the documents"));
    let wrong = parse("document,ordinal,themes\n2019-x,1,\n").expect("codings").selected(&corpus).expect_err("unknown");
    assert!(wrong.to_string().starts_with("coded.csv:2: the corpus has no document `2019-x`\n  hint: did you mean"));
}
