use super::*;
use crate::corpus::{Block, BlockKind};

/// Sentences of the tests, each by the code of its language.
const SENTENCES: [(&str, &str); 40] = [
    (
        "af",
        "Die regering het gister besluit om meer geld aan skole in klein dorpe te gee, want die kinders moet kan leer. Niemand weet nog hoe dit betaal sal word nie, maar die ouers is bly daaroor.",
    ),
    ("ar", "قررت الحكومة حماية بيانات الأطفال على الإنترنت واحترام حقوق جميع المواطنين"),
    ("bg", "Правителството реши да защити личните данни на децата и да подкрепи училищата в малките градове."),
    ("bn", "সরকার শিশুদের ব্যক্তিগত তথ্য রক্ষা করার সিদ্ধান্ত নিয়েছে"),
    (
        "ca",
        "El govern va decidir ahir que les escoles dels pobles petits han de rebre més diners per als nens i les nenes.",
    ),
    ("cs", "Vláda včera rozhodla, že školy v malých městech dostanou více peněz, protože děti se mají učit bezpečně."),
    (
        "da",
        "Regeringen besluttede i går, at skolerne i de små byer skal have flere penge, så børnene kan lære noget. Hvad det kommer til at koste, ved man endnu ikke, og mange af forældrene spørger sig selv, hvornår pengene bliver udbetalt. Uddannelse af lærere bliver også dyrere, end man havde regnet med, og derfor har borgmesteren bedt om hjælp til at løse opgaven.",
    ),
    ("de", "Die Regierung hat gestern beschlossen, dass die Schulen in kleinen Orten mehr Geld bekommen sollen."),
    ("el", "Η κυβέρνηση αποφάσισε χθες ότι τα σχολεία στις μικρές πόλεις θα πάρουν περισσότερα χρήματα."),
    (
        "en",
        "The government decided yesterday that schools in small towns should get more money for their children. Nobody knows yet how this will be paid, but the parents are glad that something is being done.",
    ),
    (
        "es",
        "El gobierno decidió ayer que las escuelas de los pueblos pequeños deben recibir más dinero para los niños.",
    ),
    ("et", "Valitsus otsustas eile, et väikeste linnade koolid peavad saama rohkem raha, sest lapsed tahavad õppida."),
    ("fa", "دولت دیروز تصمیم گرفت که مدارس شهرهای کوچک باید پول بیشتری برای کودکان بگیرند"),
    ("fi", "Hallitus päätti eilen, että pienten kaupunkien koulujen pitää saada enemmän rahaa lapsia varten."),
    (
        "fr",
        "Le gouvernement a décidé hier que les écoles des petites villes doivent recevoir plus d’argent pour les enfants.",
    ),
    ("he", "הממשלה החליטה אתמול שבתי הספר בערים הקטנות יקבלו יותר כסף עבור הילדים"),
    (
        "hi",
        "सरकार ने कल फैसला किया कि छोटे शहरों के स्कूलों को बच्चों के लिए अधिक पैसा मिलना चाहिए। यह पैसा कहाँ से आएगा, अभी किसी को पता नहीं है, लेकिन माता-पिता खुश हैं और वे सरकार का धन्यवाद करते हैं",
    ),
    ("hu", "A kormány tegnap úgy döntött, hogy a kisvárosok iskoláinak több pénzt kell kapniuk a gyerekek számára."),
    ("hy", "Կառավարությունը երեկ որոշեց, որ փոքր քաղաքների դպրոցները պետք է ավելի շատ գումար ստանան։"),
    (
        "id",
        "Pemerintah kemarin memutuskan bahwa sekolah di kota kecil harus mendapat lebih banyak uang untuk anak-anak.",
    ),
    ("it", "Il governo ha deciso ieri che le scuole dei piccoli paesi devono ricevere più soldi per i bambini."),
    ("ja", "政府は昨日、小さな町の学校が子どもたちのためにもっとお金を受け取るべきだと決めました。"),
    ("km", "រដ្ឋាភិបាលបានសម្រេចកាលពីម្សិលមិញថាសាលារៀននៅទីក្រុងតូចៗត្រូវទទួលបានប្រាក់បន្ថែម"),
    ("ko", "정부는 어제 작은 도시의 학교가 아이들을 위해 더 많은 돈을 받아야 한다고 결정했다."),
    ("lt", "Vyriausybė vakar nusprendė, kad mažų miestų mokyklos turi gauti daugiau pinigų vaikams."),
    ("lv", "Valdība vakar nolēma, ka mazo pilsētu skolām ir jāsaņem vairāk naudas bērnu vajadzībām."),
    (
        "nl",
        "De regering heeft gisteren besloten dat scholen in kleine steden meer geld moeten krijgen voor de kinderen.",
    ),
    (
        "no",
        "Regjeringen bestemte i går at skolene i de små byene skal få mer penger, slik at barna kan lære noe nytt. Hva det kommer til å koste, vet man ikke ennå, og mange av foreldrene spør seg selv når pengene blir utbetalt. Utdanning av lærere blir også dyrere enn man hadde regnet med, og derfor har ordføreren bedt om hjelp til å løse oppgaven.",
    ),
    ("pl", "Rząd zdecydował wczoraj, że szkoły w małych miastach powinny dostać więcej pieniędzy dla dzieci."),
    ("pt", "O governo decidiu ontem que as escolas das pequenas cidades devem receber mais dinheiro para as crianças."),
    ("ro", "Guvernul a hotărât ieri că școlile din orașele mici trebuie să primească mai mulți bani pentru copii."),
    ("ru", "Правительство вчера решило, что школы в маленьких городах должны получать больше денег для детей."),
    ("sk", "Vláda včera rozhodla, že školy v malých mestách dostanú viac peňazí, pretože deti sa majú učiť bezpečne."),
    ("sv", "Regeringen beslutade i går att skolorna i de små städerna ska få mer pengar så att barnen kan lära sig."),
    ("ta", "சிறிய நகரங்களில் உள்ள பள்ளிகளுக்கு அதிக பணம் கிடைக்க வேண்டும் என்று அரசு முடிவு செய்தது"),
    ("th", "เมื่อวานนี้รัฐบาลตัดสินใจว่าโรงเรียนในเมืองเล็กควรได้รับเงินมากขึ้นเพื่อเด็ก"),
    ("tr", "Hükümet dün küçük şehirlerdeki okulların çocuklar için daha fazla para alması gerektiğine karar verdi."),
    ("uk", "Уряд учора вирішив, що школи в маленьких містах повинні отримувати більше грошей для дітей."),
    (
        "vi",
        "Hôm qua chính phủ đã quyết định rằng các trường học ở những thị trấn nhỏ cần được nhận thêm tiền cho trẻ em.",
    ),
    ("zh", "政府昨天决定，小城市的学校应当为孩子们得到更多的资金。"),
];

#[test]
fn each_sentence_is_in_its_language() {
    let found: Vec<(&str, Option<&str>)> = SENTENCES.iter().map(|(code, text)| (*code, detect(text))).collect();
    let wrong: Vec<_> = found.into_iter().filter(|(code, found)| *found != Some(*code)).collect();
    assert_eq!(wrong, []);
}

#[test]
fn what_is_short_or_no_language_is_not_told() {
    for text in ["", "12 345", "Berlin", "Yes, no.", "网络", "Ελλάδα", "a b c d e f g h", "https://www.example.org/"]
    {
        assert_eq!(detect(text), None, "{text}");
    }
}

#[test]
fn names_and_codes_of_languages() {
    for (written, expected) in [
        ("de", "de"),
        ("de-AT", "de"),
        ("EN_gb", "en"),
        ("deu", "de"),
        (" German ", "de"),
        ("nb", "no"),
        ("nn-NO", "no"),
        ("zh-Hant", "zh"),
        ("cmn", "zh"),
        ("xx", "xx"),
        ("en; fr", "en; fr"),
        ("", ""),
    ] {
        assert_eq!(code(written), expected, "{written}");
    }
    assert_eq!((named("km").as_str(), named("xx").as_str()), ("Khmer (km)", "\"xx\""));
}

#[test]
fn every_language_stands_once_and_as_whatlang_has_it() {
    let mut all: Vec<&str> = codes().collect();
    all.sort_unstable();
    let count = all.len();
    all.dedup();
    assert_eq!((all.len(), whatlang::Lang::all().len()), (count, DETECTED.len()));
    for lang in whatlang::Lang::all() {
        assert!(DETECTED.iter().any(|(long, _, _)| *long == lang.code()), "{lang}");
    }
}

#[test]
fn every_stop_list_belongs_to_a_language() {
    // A list of Hindi mixed with English is of no language.
    for list in stop_words::available_languages().iter().filter(|list| **list != "hinglish") {
        assert!(codes().any(|code| code == *list), "{list}");
    }
}

fn of(language: &str, cell: &str, text: &str) -> DocumentLanguage {
    let config = TextConfig { language: language.into(), ..crate::config::Config::default().text };
    let info = DocumentInfo { language: cell.into(), ..DocumentInfo::default() };
    DocumentLanguage::of(&config, &info, &Document::new(Content::Lines(text.into())), 1)
}

#[test]
fn the_manifest_comes_before_the_project_and_the_project_before_the_text() {
    let german = SENTENCES[7].1;
    let analysed = |language: &str, cell: &str, text: &str| of(language, cell, text).analysed;
    assert_eq!(analysed("en", "fr", german), "fr");
    assert_eq!(analysed("en", " ", german), "en");
    assert_eq!(analysed("auto", "fr-CA", german), "fr");
    assert_eq!(analysed("auto", "", german), "de");
    assert_eq!(analysed("auto", "", "Berlin"), "");
}

#[test]
fn a_document_differs_only_from_a_language_that_can_be_detected() {
    let german = SENTENCES[7].1;
    assert_eq!(of("en", "", german).differs(), Some("de"));
    for (language, text) in [("de", german), ("lb", german), ("en", "Berlin"), ("auto", "Berlin")] {
        assert_eq!(of(language, "", text).differs(), None, "{language} {text}");
    }
}

#[test]
fn of_many_short_texts_in_a_set_language_some_are_asked_of() {
    let config = |language: &str| TextConfig { language: language.into(), ..crate::config::Config::default().text };
    let detected = |language: &str, text: &str, documents: usize| {
        let document = Document::new(Content::Lines(text.into()));
        DocumentLanguage::of(&config(language), &DocumentInfo::default(), &document, documents).detected
    };
    let german = "Die Regierung hat gestern beschlossen, dass die Schulen mehr Geld bekommen.";
    assert_eq!([detected("auto", german, 20_000), detected("en", german, 10_000)], [Some("de"); 2]);
    let texts = (0..400).map(|number| format!("{german} {number}"));
    let told = texts.filter(|text| detected("en", text, 20_000) == Some("de")).count();
    assert!((25..80).contains(&told), "{told}");
    let texts = (0..400).map(|number| format!("{german} {number}"));
    let told = texts.filter(|text| detected("en", text, 200_000) == Some("de")).count();
    assert!((3..25).contains(&told), "{told}");
    assert_eq!(detected("en", &german.repeat(7), 20_000), Some("de"));
    let document = Document::new(Content::Lines(german.into()));
    let of = |documents: usize| DocumentLanguage::of(&config("en"), &DocumentInfo::default(), &document, documents);
    assert_eq!((of(1).passed_over, of(20_000).passed_over), (false, of(20_000).detected.is_none()));
    let english = "The rights of the child and of their parents in all lands are these.";
    assert_eq!([detected("auto", english, 20_000), detected("de", english, 20_000)], [Some("en"); 2]);
    for (code, text) in SENTENCES.iter().filter(|(code, _)| *code != "en") {
        assert!(!is_plainly_english(text), "{code}");
    }
}

#[test]
fn a_sample_is_bounded_and_holds_the_middle_and_the_end() {
    let long = format!("anfang {} mitte {} ende", "é ".repeat(400_000), "ü ".repeat(400_000));
    let lines = sample(&Content::Lines(long.clone()));
    let block = |text: &str| Block { kind: BlockKind::Paragraph, text: text.into(), line: 1 };
    let blocks: Vec<Block> = long.split_inclusive(' ').map(block).collect();
    for sampled in [&lines, &sample(&Content::Blocks(blocks))] {
        assert!(sampled.len() < 9 * SAMPLE, "{}", sampled.len());
        assert!(["anfang", "mitte", "ende"].iter().all(|word| sampled.contains(word)));
    }
    assert_eq!(sample(&Content::Lines("kurz".into())), "kurz\n");
    assert_eq!(sample(&Content::Blocks(Vec::new())), "");
}
