//! Signs of lists, page numbers with a dot, words parted at line ends, ends of lines.

use super::*;

/// What the messages say, and the rules of the lines of each.
fn ruled(text: &str, unit: Unit) -> Vec<(String, Vec<(u64, Rule)>)> {
    let segmented = run(text, &[], unit);
    let rules = |message: &Segment| message.lines.iter().map(|line| (line.line, line.rule)).collect();
    segmented.messages().map(|message| (message.text.clone(), rules(message))).collect()
}

#[test]
fn signs_of_word_processors_open_items() {
    for sign in "\u{F0B7}\u{F0A7}\u{F0D8}\u{F0FC}\u{F0A8}\u{F076}■□▪▫►▶‣⁃∙⋅❖◆◇→➔➢✓✔–—‒―−·§ovØ\u{FFFD}⦁◾⚫・".chars()
    {
        let text = format!(
            "The members agreed to these:\n\n{sign} Norms bind all\n{sign} Courts are open\n  to each of us.\n\n{sign} Data are safe\n"
        );
        assert_eq!(messages(&text), ["Norms bind all", "Courts are open to each of us.", "Data are safe"], "{sign:?}");
        let rules: Vec<Rule> = run(&text, &[], Unit::Auto).messages().map(|message| message.lines[0].rule).collect();
        assert_eq!(rules, [Rule::Bullet; 3], "{sign:?}");
        // Below a title, and right below it.
        for gap in ["\n\n", "\n"] {
            assert_eq!(
                messages(&format!("Our Goals{gap}{sign} Norms\n{sign} Courts\n")),
                ["Norms", "Courts"],
                "{sign:?}"
            );
        }
    }
    assert_eq!(messages("\u{F0B7}Norms\n\u{F0B7}\tCourts\n"), ["Norms", "Courts"]);
}

#[test]
fn one_line_with_a_sign_stays_prose() {
    for line in [
        "– It was a year of change, and much was done in it.",
        "— Non, dit-il, et il s'en alla sans un mot de plus.",
        "§ 5 says what is to be done, and by whom it is done.",
        "§ The sign of the law stands here for once.",
        "o Chuala mé é, arsa an bhean, agus d'imigh sí.",
        "→ The next page says more of it than this one.",
        "− That is what is left of it in the end.",
    ] {
        let text = format!("We met in spring, and it was good.\n\n{line}\n\nThen we went home, and that was that.\n");
        assert_eq!(messages(&text)[1], line);
    }
    // Two places in a law are no list either.
    let law = "§ 5 binds the courts of the land.\n\n§ 6 binds the rest of us.\n";
    assert_eq!(messages(law), ["§ 5 binds the courts of the land.", "§ 6 binds the rest of us."]);
}

#[test]
fn letters_that_wrapped_lines_begin_with_are_no_signs() {
    let text = "Ontem a comissão decidiu que\no governo deve respeitar a lei e que todos\no respeitam, pois o povo quer que\no Brasil cresça.\n";
    assert_eq!(messages(text), [text.trim().replace('\n', " ")]);
    let text = "They went on to say that the Council\n– Germany, France and others –\nagreed with all of it\n– and so did the rest.\n";
    assert_eq!(messages(text), [text.trim().replace('\n', " ")]);
}

#[test]
fn inner_lists_of_word_processors_belong_to_their_items() {
    assert_eq!(messages("• One is so.\no inner\no inner too\n• Two\n"), ["One is so. o inner o inner too", "Two"]);
    assert_eq!(messages("\u{F0B7} One:\n– inner\n\u{F0B7} Two\n"), ["One: – inner", "Two"]);
}

#[test]
fn numbers_of_pages_with_a_dot_are_no_points() {
    let page = |number: usize| {
        let line = format!("On page {number} there is much to be said of the work, and it is said here in full.\n");
        format!("{number}.\n\n{}", line.repeat(10).replace(".\n", ".\n\n"))
    };
    let text: String = (1..=6).map(page).collect();
    let segmented = run(&text, &[], Unit::Auto);
    assert_eq!((segmented.choice.numbered, segmented.messages().count()), (0, 60));
    let numbers: Vec<Rule> =
        segmented.segments.iter().filter(|one| one.ordinal.is_none()).map(|one| one.lines[0].rule).collect();
    assert_eq!(numbers, [Rule::Page; 6]);
    // Within sentences a number counts pages however short these are.
    let within =
        "It was said that\n7.\nthe law is good for all who\n8.\nlive by it and that the\n9.\ncourts see to it.\n";
    assert_eq!(
        messages(within),
        ["It was said that the law is good for all who live by it and that the courts see to it."]
    );
    let spoken = run(&format!("Q: What is it?\n{within}A: No.\n"), &[], Unit::Turn);
    assert_eq!(spoken.segments.iter().filter(|one| one.kind == Kind::Boilerplate).count(), 3);
}

#[test]
fn points_below_their_numbers_are_points() {
    let text = "1.\nStates respect the law of the sea.\n\n2.\nCourts are open to all.\n\n3.\nData are safe.\n";
    assert_eq!(messages(text), ["States respect the law of the sea.", "Courts are open to all.", "Data are safe."]);
}

#[test]
fn parted_words_are_whole_and_lead_back_to_their_lines() {
    let text = "We say that good govern-\nment by self-\ndetermination and the short-\nand long-term view matter.\n\n- A point on the insti\u{2010}\n  tutions of 2019-\n  2020 and Asia-\n  Pacific.\n";
    assert_eq!(
        ruled(text, Unit::Paragraph),
        [
            (
                "We say that good government by self-determination and the short- and long-term view matter.".into(),
                vec![(1, Rule::Paragraph), (2, Rule::WordWhole), (3, Rule::WordHyphen), (4, Rule::Continuation)]
            ),
            (
                "A point on the institutions of 2019- 2020 and Asia- Pacific.".into(),
                vec![(6, Rule::Bullet), (7, Rule::WordWhole), (8, Rule::Continuation), (9, Rule::Continuation)]
            ),
        ]
    );
    let rows = explain(&document(Content::Lines(text.into())), &run(text, &[], Unit::Paragraph));
    assert_eq!(rows[1].text, "ment by self-");
    assert_eq!(rows[1].rule, "continuation: the word above goes on, without its hyphen");
    // Over the end of a page, in headings, turns and blocks.
    assert_eq!(messages("- The insti-\n\n12\n\ntutions are open.\n- Two.\n")[0], "The institutions are open.");
    assert_eq!(run("On Good Govern-\nment\n\nText of it.\n", &[], Unit::Auto).sections, ["On Good Government"]);
    assert_eq!(ruled("Q: Does govern-\nment act?\n", Unit::Turn)[0].0, "Does government act?");
    let block = corpus::Block { kind: BlockKind::Item, text: "The govern-\nment acts".into(), line: 3 };
    let blocks = document(Content::Blocks(vec![block]));
    let segmented = segmenter(Unit::Auto).segment(&blocks, &info(&[]), "en").expect("messages");
    assert_eq!(segmented.messages().next().map(|message| message.text.as_str()), Some("The government acts"));
}

#[test]
fn every_end_of_a_line_ends_one() {
    for end in ["\n", "\r\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\n\u{c}", "\n\n"] {
        let text =
            ["We keep the data of each member safe.", "Courts are open to all of us.", "Norms bind every state."]
                .join(end);
        assert_eq!(messages(&text).len(), 3, "{end:?}");
        let text = ["- data go", "on and on", "- courts"].join(end);
        assert_eq!(messages(&text), ["data go on and on", "courts"], "{end:?}");
    }
    // The end of a page, and of a paragraph, ends no sentence.
    assert_eq!(
        messages("We keep the data of\u{c}each member safe.\u{2029}Courts are open."),
        ["We keep the data of each member safe.", "Courts are open."]
    );
    let segmented = run("One is so.\u{2028}Two is so.\u{2028}Three is so.\n\nFour.\n", &[], Unit::Row);
    assert_eq!(segmented.messages().map(|message| message.line).collect::<Vec<_>>(), [1, 1, 1, 3]);
}

#[test]
fn subtitles_have_turns_and_no_headings() {
    let mut spoken = document(Content::Lines(">> Ann: GOOD\nand so on\n\n2019\n\n>> Bo: # one".into()));
    spoken.spoken = Some(vec![3, 6, 9, 9, 12, 12]);
    let seen = |unit| {
        let segmented = segmenter(unit).segment(&spoken, &info(&[]), "en").expect("messages");
        let seen =
            segmented.segments.iter().map(|one| (segmented.section(one).to_string(), one.text.clone(), one.line));
        seen.collect::<Vec<_>>()
    };
    let row = |section: &str, text: &str, line| (section.to_string(), text.to_string(), line);
    assert_eq!(
        seen(Unit::Auto),
        [row("", ">> Ann: GOOD and so on", 3), row("", "2019", 9), row("", ">> Bo: # one", 12)]
    );
    assert_eq!(seen(Unit::Turn)[0], row("Ann", "GOOD and so on", 3));
    let segmented = segmenter(Unit::Auto).segment(&spoken, &info(&[]), "en").expect("messages");
    let lines: Vec<u64> = explain(&spoken, &segmented).iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 6, 9, 12]);
}
