//! Corpora in several languages: detection, stop words, stems and themes of each document by its own language.

use crate::project::{Project, Ran};
use crate::table::Table;

/// Short texts, each by the code of its language. All say that children have rights.
const TEXTS: [(&str, &str); 9] = [
    (
        "en",
        "- The ministers decided that children have rights on the internet and that schools should teach these rights.\n\
         - Nobody knows yet how the work will be paid, but the parents are glad that something is being done at last.\n",
    ),
    (
        "de",
        "- Die Minister haben beschlossen, dass Kinder auch im Netz Rechte haben und dass Schulen diese Rechte lehren sollen.\n\
         - Wie die Arbeit bezahlt wird, weiß noch niemand, aber die Eltern sind mit den Rechten der Kinder zufrieden.\n",
    ),
    (
        "fr",
        "- Les ministres ont décidé que les enfants ont des droits sur internet et que les écoles doivent enseigner ces droits.\n\
         - Personne ne sait encore comment ce travail sera payé, mais les parents sont contents que chaque enfant ait un droit.\n",
    ),
    (
        "ru",
        "- Министры решили, что у детей есть права в интернете и что школы должны рассказывать об этих правах.\n\
         - Никто ещё не знает, как будет оплачена эта работа, но родители довольны новыми правами детей.\n",
    ),
    (
        "zh",
        "- 部长们决定，儿童在网络上也有权利，学校应当教授这些权利。\n- 还没有人知道这项工作的费用，但是父母都很高兴。\n",
    ),
    (
        "ja",
        "- 大臣たちは、子どもにもインターネット上の権利があり、学校がその権利を教えるべきだと決めました。\n\
         - この仕事の費用はまだ誰も知りませんが、親たちはとても喜んでいます。\n",
    ),
    ("th", "- รัฐมนตรีตัดสินใจว่าเด็กมีสิทธิบนอินเทอร์เน็ต และโรงเรียนควรสอนสิทธิเด็กเหล่านี้\n- พ่อแม่ดีใจมากกับงานนี้\n"),
    ("km", "- រដ្ឋមន្ត្រីបានសម្រេចថាកុមារមានសិទ្ធិនៅលើអ៊ីនធឺណិត ហើយសាលារៀនត្រូវបង្រៀនសិទ្ធិកុមារ\n- ឪពុកម្តាយសប្បាយចិត្តណាស់\n"),
    (
        "ar",
        "- قرر الوزراء أن للأطفال حقوقا على الإنترنت وأن على المدارس أن تعلم هذه الحقوق\n\
         - لا أحد يعرف حتى الآن كيف سيدفع ثمن هذا العمل ولكن الآباء سعداء\n",
    ),
];

/// Child rights in all these languages, by surface forms, joined words and stems.
const CODEBOOK: &str = "[themes.children]\ninclude = [\"child*\", \"kind*\", \"enfant*\", \"дет*\", \"儿童\", \"子ども\", \"เด็ก\", \
                        \"កុមារ\", \"*أطفال*\"]\n[themes.rights]\ninclude = [\"stem:rights\", \"stem:Rechte\", \"stem:droits\", \
                        \"stem:права\", \"权利\", \"権利\", \"สิทธิ\", \"សិទ្ធិ\", \"*حقوق*\"]\n\
                        [themes.child_rights]\ninclude = [\"สิทธิเด็ก\", \"សិទ្ធិកុមារ\"]\n";

const AUTO: &str = "[text]\nlanguage = \"auto\"\n[output]\ncharts = []\nreport = false\n";

fn mixed(settings: &str) -> Project {
    let project = TEXTS.iter().fold(Project::new(), |project, (code, text)| project.document(code, 2020, text));
    project.codebook(CODEBOOK).settings(settings)
}

fn table(project: &Project, name: &str) -> Table {
    Table::parse(&project.read(&format!("output/table/{name}.csv")))
}

#[track_caller]
fn run(project: &Project) -> Ran {
    let ran = project.run(&["run"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran
}

#[test]
fn each_document_is_read_in_its_own_language() {
    let project = mixed(AUTO);
    let ran = run(&project);
    // Of these languages Khmer alone has no stop list, and no other thing is to be warned of.
    assert_eq!(
        ran.stderr,
        "warning: there is no stop list for Khmer (km): in 1 document (km) no word is left out; `stop_words` in [text] takes a \
         file\n"
    );
    let documents = table(&project, "documents");
    assert_eq!(documents.column("language_detected"), documents.column("document"));
    let terms = table(&project, "term_frequency");
    let terms = terms.column("term");
    let has = |term: &str| terms.contains(&term);
    // The stems of each language ...
    for stem in ["right", "schul", "droit", "прав", "权利", "権利", "สิทธิ", "សិទ្ធិ"] {
        assert!(has(stem), "{stem}: {terms:?}");
    }
    // ... and none of its stop words, nor words that the stemmer of another language would have left.
    for word in ["the", "die", "les", "что", "的", "は", "และ", "أن", "schulen", "droits", "права", "правах"]
    {
        assert!(!has(word), "{word}");
    }
}

#[test]
fn themes_are_found_in_every_language() {
    let project = mixed(AUTO);
    run(&project);
    let hits = table(&project, "hits");
    let of = |theme: &str, document: &str| {
        let rows = hits.column("theme").into_iter().zip(hits.column("document"));
        rows.filter(|row| *row == (theme, document)).count()
    };
    for (document, children, rights) in [
        ("en", 1, 2),
        ("de", 2, 3),
        ("fr", 2, 3),
        ("ru", 2, 3),
        ("zh", 1, 2),
        ("ja", 1, 2),
        ("th", 2, 2),
        ("km", 2, 2),
        ("ar", 1, 2),
    ] {
        assert_eq!((of("children", document), of("rights", document)), (children, rights), "{document}");
    }
    // Thai and Khmer phrases without spaces.
    assert_eq!((of("child_rights", "th"), of("child_rights", "km")), (1, 1));
}

#[test]
fn the_manifest_decides_and_single_tables_agree_with_a_run() {
    let rows: String = TEXTS.iter().map(|(code, _)| format!("{code},{code}.txt,2020,{code}\n")).collect();
    let project =
        mixed("[output]\ncharts = []\nreport = false\n").manifest(&format!("document,file,year,language\n{rows}"));
    run(&project);
    let declared = table(&project, "term_frequency");
    let automatic = mixed(AUTO);
    run(&automatic);
    assert_eq!(declared, table(&automatic, "term_frequency"));
    let kwic = Table::parse(&project.run(&["kwic", "stem:Rechte", "--format", "csv"]).ok());
    assert_eq!(kwic.column("match"), ["Rechte", "Rechte", "Rechten"]);
    let frequencies = project.run(&["freq", "--format", "csv", "--top", "0"]);
    assert!(frequencies.stdout.contains("прав"), "{}", frequencies.stdout);
}

#[test]
fn the_order_of_documents_and_threads_changes_nothing() {
    let project = mixed(AUTO);
    run(&project);
    let one = table(&project, "term_frequency");
    let turned = TEXTS.iter().rev().fold(Project::new(), |project, (code, text)| project.document(code, 2020, text));
    let turned = turned.codebook(CODEBOOK).settings(AUTO);
    assert_eq!(turned.run(&["run", "--threads", "1"]).code, Some(0));
    assert_eq!(one, table(&turned, "term_frequency"));
}

#[test]
fn a_document_in_another_language_is_told() {
    let project = mixed("[output]\ncharts = []\nreport = false\n");
    let ran = run(&project);
    let german = "warning: the text of 1 document (de) looks like German (de) and is analysed as English (en): write \"de\" in the \
                  column `language` of the manifest, or set `language = \"auto\"` in [text]\n";
    assert!(ran.stderr.contains(german), "{}", ran.stderr);
    assert_eq!(ran.stderr.lines().count(), TEXTS.len() - 1, "one for each pair of languages");
    let shown =
        Table::parse(&Ran::of(project.command(&["inspect", "--format", "csv", "--quiet"]).env("COLUMNS", "200")).ok());
    assert_eq!(shown.column("language_detected"), shown.column("document"));
    assert_eq!(shown.column("language"), ["en"; 9]);
}

#[test]
fn what_is_not_sure_has_no_language() {
    let project = Project::new().document("a", 2020, "- Trust the norms.\n").codebook(CODEBOOK).settings(AUTO);
    let ran = run(&project);
    assert!(ran.stderr.starts_with("warning: the language of 1 document (a) is not sure"), "{}", ran.stderr);
    assert_eq!(table(&project, "term_frequency").column("term"), ["norms", "the", "trust"]);
    assert_eq!(table(&project, "documents").column("language_detected"), [""]);
}

#[test]
fn a_set_language_needs_what_the_project_asks_for() {
    let fails = |text: &str, parts: &[&str]| mixed(text).run(&["run"]).fails(1, parts);
    fails("[text]\nlanguage = \"pl\"\n", &["knows no language \"pl\"", "set `stemmer` in [text] to \"frostem\""]);
    fails("[text]\nlanguage = \"km\"\n", &["no built-in stop list for the language Khmer (km)"]);
    let chinese = Project::new().document("zh", 2020, TEXTS[4].1).codebook(CODEBOOK);
    let chinese = chinese.settings("[text]\nlanguage = \"zh\"\n[output]\ncharts = []\nreport = false\n");
    assert_eq!(run(&chinese).stderr, "");
}

#[test]
fn sentences_end_at_the_signs_of_each_script_and_know_the_abbreviations_of_the_language() {
    let text = "儿童在网络上有权利。学校应当教授这些权利！父母知道吗？他们都很高兴。\n";
    let german = "Der Rat traf sich am 3. Oktober mit Dr. Müller, um die Rechte der Kinder im Netz zu besprechen. Alle waren da.\n";
    let settings = format!("[segment]\nunit = \"sentence\"\n{AUTO}");
    let project =
        Project::new().document("a", 2020, text).document("b", 2020, german).codebook(CODEBOOK).settings(&settings);
    run(&project);
    let messages = table(&project, "messages");
    assert_eq!(
        messages.column("text"),
        [
            "儿童在网络上有权利。",
            "学校应当教授这些权利！",
            "父母知道吗？",
            "他们都很高兴。",
            "Der Rat traf sich am 3. Oktober mit Dr. Müller, um die Rechte der Kinder im Netz zu besprechen.",
            "Alle waren da.",
        ]
    );
}
