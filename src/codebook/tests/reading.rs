//! Patterns are read as texts are.

use proptest::prelude::*;

use super::*;
use crate::text::{LanguageRules, ends_phrase};

/// How often a pattern is found in a text of a language.
fn count_in(language: &str, pattern: &str, text: &str) -> usize {
    let config = crate::config::TextConfig { language: language.into(), ..Config::default().text };
    let all = LanguageRules::new(&config, Path::new("")).expect("rules");
    let codebook = Codebook::single(pattern).expect(pattern);
    let matcher = Matcher::new(&codebook);
    let mut vocabulary = Vocabulary::new(all.of(language));
    let (mut decisions, mut tokens, mut hits) = (Decisions::default(), Tokens::default(), Vec::new());
    vocabulary.tokenize(text, &mut tokens);
    matcher.find(&vocabulary, &mut decisions, text, &tokens, &mut hits);
    hits.len()
}

#[test]
fn elided_words_part_patterns_too() {
    let text = "L’Internet, d'internet et qu’internet; aujourd’hui la liberté d’expression";
    assert_eq!(matches("internet", text), ["Internet", "internet", "internet"]);
    assert_eq!(matches("l'internet", text), ["L’Internet"]);
    assert_eq!(matches("liberté d'expression", text), ["liberté d’expression"]);
    assert_eq!(matches("liberté * expression", text), ["liberté d’expression"]);
    assert_eq!(matches("aujourd'hui", text), ["aujourd’hui"]);
    assert_eq!(matches("d'inter*", text), ["d'internet"]);
    assert_eq!(matches("hui", text), [""; 0]);
}

/// What a pattern finds in a text whose lines begin, within words, where `|` stands.
fn in_lines(codebook: &Codebook, lines: &str) -> Vec<(u32, String)> {
    let text = lines.replace('|', "");
    let breaks = lines.match_indices('|').enumerate().map(|(earlier, (at, _))| at - earlier);
    let rules = LanguageRules::new(&Config::default().text, Path::new("")).expect("rules");
    let matcher = Matcher::new(codebook);
    let mut vocabulary = Vocabulary::new(rules.of("en"));
    let (mut decisions, mut tokens, mut hits) = (Decisions::default(), Tokens::default(), Vec::new());
    vocabulary.tokenize_lines(&text, breaks, &mut tokens);
    matcher.find(&vocabulary, &mut decisions, &text, &tokens, &mut hits);
    hits.iter().map(|hit| (hit.theme, text[hit.start as usize..hit.end as usize].to_string())).collect()
}

#[test]
fn both_spellings_of_a_broken_word_are_found() {
    for (pattern, lines, found) in [
        ("multi-stakeholder", "a multi|stakeholder model", "multi|stakeholder"),
        ("multi stakeholder model*", "a multi|stakeholder model", "multi|stakeholder model"),
        ("multistakeholder", "a multi|stakeholder model", "multi|stakeholder"),
        ("egovernment", "for e-|government, and", "e-|government"),
        ("e-government", "for e-|government, and", "e-|government"),
        ("state of the art", "the state-of-the|art", "state-of-the|art"),
        ("stateofthe art", "the state-of-the|art", ""),
        ("multi-stakeholder ~3 trust", "trust in multi|stakeholder fora", "trust in multi|stakeholder"),
        // A part of a word is no word.
        ("port", "in sup|port of", ""),
        ("sup", "in sup|port of", ""),
        ("of sup*", "of sup|port", "of sup|port"),
        ("multi-stakeholder", "a multistakeholder model", ""),
        ("multi-stakeholder", "multi|", ""),
    ] {
        let codebook = Codebook::single(pattern).expect(pattern);
        let expected: Vec<String> =
            Some(found.replace('|', "")).filter(|found| !found.is_empty()).into_iter().collect();
        let spans: Vec<String> = in_lines(&codebook, lines).into_iter().map(|(_, span)| span).collect();
        assert_eq!(spans, expected, "{pattern} in {lines}");
    }
}

#[test]
fn the_other_spelling_counts_where_the_theme_has_nothing_as_it_is_written() {
    let of = |text: &str, lines: &str| in_lines(&parse(text).expect("a codebook"), lines);
    let both = "[themes.a]\nlabel = \"A\"\ninclude = [\"multistakeholder*\", \"multi-stakeholder model\"]\n";
    assert_eq!(of(both, "multi|stakeholder model"), [(0, "multistakeholder".to_string())]);
    let parts = "[themes.a]\nlabel = \"A\"\ninclude = [\"self\", \"determination\", \"selfdetermination\"]\n";
    assert_eq!(of(parts, "self-|determination").len(), 2);
    let excluded = "[themes.a]\nlabel = \"A\"\ninclude = [\"cyber-security\"]\nexclude = [\"cybersecurity law\"]\n";
    assert_eq!(of(excluded, "cyber|security law"), []);
    assert_eq!(of(excluded, "cyber|security rule"), [(0, "cybersecurity".to_string())]);
}

#[test]
fn patterns_with_signs_find_what_the_same_text_holds() {
    for (pattern, text) in [
        ("u.s.", "the U.S. position"),
        ("u.s. government", "the U.S. Government"),
        ("d.c.", "in Washington, D.C."),
        ("u.s.*", "the U.S. position"),
        ("st. petersburg", "to St. Petersburg"),
        ("dr. king", "as Dr. King said"),
        ("r&d", "spending on R&D rose"),
        ("24/7", "open 24/7"),
        ("trinidad & tobago", "from Trinidad & Tobago"),
        ("john f. kennedy", "as John F. Kennedy said"),
        ("インターネット・ガバナンス", "インターネット・ガバナンス・フォーラム"),
        ("ｶﾞﾊﾞﾅﾝｽ", "インターネット・ガバナンス"),
        ("“net neutrality”", "net neutrality"),
        ("human_rights", "human_rights"),
        ("m²", "5 m2"),
        ("ﬁnance", "finance"),
        ("pri\u{ad}vacy", "privacy"),
    ] {
        assert_eq!(matches(pattern, text).len(), 1, "{pattern} in {text}");
    }
    assert_eq!(matches("c*o2", "CO₂ and CO2"), ["CO₂", "CO2"]);
}

#[test]
fn small_letters_are_those_of_the_language_of_the_text() {
    for (pattern, text) in [
        ("ırak", "IRAK"),
        ("IRAK", "ırak"),
        ("insan", "İNSAN"),
        ("İnsan hakları", "insan HAKLARI"),
        ("dij*", "DİJİTAL"),
    ] {
        assert_eq!(count_in("tr", pattern, text), 1, "{pattern} in {text}");
    }
    assert_eq!(count_in("tr", "irak", "IRAK"), 0);
    assert_eq!(count_in("tr", "dis", "DIŞ dış"), 0);
    assert_eq!(count_in("en", "irak", "IRAK"), 1);
    assert_eq!(count_in("de", "straße", "STRASSE, Strasse, Straße"), 3);
    assert_eq!(count_in("el", "ΛΌΓΟΣ", "λόγος, Λόγος, ΛΌΓΟΣ"), 3);
    assert_eq!(count_in("el", "λόγος*", "λόγος"), 1);
    assert_eq!(count_in("el", "ΛΌΓΟΣ*", "λόγοσχ"), 1);
    assert_eq!(count_in("ar", "حقوق", "حُقُوقُ الإنسان"), 1);
    assert_eq!(count_in("ar", "حُقُوق", "حقوق"), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]
    #[test]
    fn a_stretch_of_a_text_is_a_pattern_that_finds_it(
        text in "(([a-dlqQuU'’é]{1,4}|[A-C]|U\\.S\\.|l'|d’|网络|カ・ナ|ｶﾞ|ไทย|ﬁ|Ａ|²|m²|\u{ad}|\u{200b}|\u{200e}|1,5|_a_|x\\.Y|e-x)( |-|, |\\. |: |/|&|\u{202f}| – ||\u{2011}){0,1}){1,14}",
        from in 0_usize..20, length in 1_usize..5,
    ) {
        let rules = rules();
        let mut vocabulary = Vocabulary::new(&rules);
        let mut tokens = Tokens::default();
        vocabulary.tokenize(&text, &mut tokens);
        let spans: Vec<_> = tokens.tokens.iter().map(|token| token.span).collect();
        let Some(first) = spans.get(from) else { return Ok(()) };
        let last = &spans[(from + length).min(spans.len()) - 1];
        let stretch = &text[first.start as usize..last.end as usize];
        let whole = spans[from..(from + length).min(spans.len())]
            .windows(2)
            .all(|two| !ends_phrase(two[0].of(&text), &text[two[0].end as usize..two[1].start as usize]));
        match Codebook::single(stretch) {
            // A small letter with a full stop is an initial in a pattern alone.
            Ok(_) if !whole => prop_assert!(stretch.contains('.')),
            Ok(codebook) => {
                let matcher = Matcher::new(&codebook);
                let (mut decisions, mut found) = (Decisions::default(), Vec::new());
                matcher.find_raw(&vocabulary, &mut decisions, &text, &tokens, &mut found);
                let stands = found.iter().any(|hit| (hit.start, hit.end) == (first.start, last.end));
                prop_assert!(stands, "{stretch:?} in {text:?}: {found:?}");
            }
            Err(error) => prop_assert!(!whole, "{stretch:?}: {error}"),
        }
    }
}
