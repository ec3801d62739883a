//! Years and dates of names as people give them.

use super::*;

/// What a path says: the year, the date, the source, other years, whether it is doubtful.
fn read(path: &str) -> String {
    let Some((Dated { year, date, others, doubtful }, source)) = in_path(path) else { return "none".into() };
    let mut text = if date.is_empty() { format!("{year} by {source}") } else { format!("{year} {date} by {source}") };
    if !others.is_empty() {
        text += &format!(" or {others:?}");
    }
    text + if doubtful { " ?" } else { "" }
}

#[track_caller]
fn check(names: &[(&str, &str)]) {
    for (name, expected) in names {
        assert_eq!(read(name), *expected, "{name}");
    }
}

#[test]
fn bare_years() {
    check(&[
        ("2019-report.pdf", "2019 by file name"),
        ("IGF_2020_v2.docx", "2020 by file name"),
        ("su1790.txt", "1790 by file name"),
        ("annualreport2019final.pdf", "2019 by file name"),
        ("2019.txt", "2019 by file name"),
        ("FY2018_3.txt", "2018 by file name"),
        ("Bericht (2018).odt", "2018 by file name"),
        ("A_RES_72_2017.txt", "2017 by file name"),
        ("01-2016-report.txt", "2016 by file name"),
        ("été1848.txt", "1848 by file name"),
        ("２０１９.txt", "none"),
        ("1699.txt", "none"),
        ("1700.txt", "1700 by file name"),
        ("2100.txt", "none"),
        ("report-12345.txt", "none"),
        ("report-120190.txt", "none"),
        ("notes.txt", "none"),
        ("20x9.txt", "none"),
        ("", "none"),
        ("scan_1920x1080.txt", "none"),
        ("scan 1024X2048.txt", "none"),
        ("d41d8cd98f00b2019e9800998ecf842a.txt", "none"),
        ("550e8400-e29b-1984-a716-446655440000.txt", "none"),
        ("report 2016 550e8400-e29b-1984-a716-446655440000.txt", "2016 by file name"),
    ]);
}

#[test]
fn dates() {
    check(&[
        ("20160127.txt", "2016 2016-01-27 by file name"),
        ("IMG-20190501-WA0012.txt", "2019 2019-05-01 by file name"),
        ("20160127123000.txt", "2016 2016-01-27 by file name"),
        ("20160127_1930.txt", "2016 2016-01-27 by file name"),
        ("2016-01-27.txt", "2016 2016-01-27 by file name"),
        ("2016_1_7 minutes.txt", "2016 2016-01-07 by file name"),
        ("27.01.2016.txt", "2016 2016-01-27 by file name"),
        ("27. 01. 2016.txt", "2016 2016-01-27 by file name"),
        ("03.05.2016.txt", "2016 2016-05-03 by file name"),
        ("03-05-2016.txt", "2016 by file name"),
        ("05-05-2016.txt", "2016 2016-05-05 by file name"),
        ("01-27-2016.txt", "2016 2016-01-27 by file name"),
        ("27012016.txt", "2016 2016-01-27 by file name"),
        ("10122016.txt", "2016 by file name"),
        ("2016_01.txt", "2016 2016-01 by file name"),
        ("2016-12-report.txt", "2016 2016-12 by file name"),
        ("201611.txt", "2016 2016-11 by file name"),
        ("201613.txt", "none"),
        ("201511.txt", "2015 2015-11 by file name"),
        ("190512.txt", "none"),
        ("20161301.txt", "none"),
        ("2016-02-30.txt", "2016 by file name"),
        ("2016-02-29.txt", "2016 2016-02-29 by file name"),
        ("2019-02-29.txt", "2019 by file name"),
        ("10.11.12.2019.txt", "2019 by file name"),
        ("27 January 2016.txt", "2016 2016-01-27 by file name"),
        ("5th of March 2016.txt", "2016 2016-03-05 by file name"),
        ("January 27, 2016.txt", "2016 2016-01-27 by file name"),
        ("2016-Jan-27.txt", "2016 2016-01-27 by file name"),
        ("report-march-2019.txt", "2019 2019-03 by file name"),
        ("Sitzung 3. Mai 1968.txt", "1968 1968-05-03 by file name"),
        ("13 de noviembre de 2017.txt", "2017 2017-11-13 by file name"),
        ("1er août 1914.txt", "1914 1914-08 by file name"),
        ("2019Q3.txt", "2019 2019-Q3 by file name"),
        ("2022-q1 report.txt", "2022 2022-Q1 by file name"),
        ("Q4_2020.txt", "2020 2020-Q4 by file name"),
        ("report 2020 H2.txt", "2020 2020-H2 by file name"),
        ("2022-W05.txt", "2022 2022-W05 by file name"),
        ("2019Q5.txt", "2019 by file name"),
        ("2019-Q.txt", "2019 by file name"),
        ("2019 3Q.txt", "2019 by file name"),
        ("2020-Q2 2020-05-04.txt", "2020 2020-05-04 by file name"),
    ]);
}

#[test]
fn of_several_years_one_is_chosen_by_rule() {
    check(&[
        ("Session 72 - 2017/USA_72_2017.txt", "2017 by file name"),
        ("Session 72 - 2017/USA_72.txt", "2017 by folder"),
        ("1999/2017/a.txt", "2017 by folder"),
        ("1999/2017/2020.txt", "2020 by file name"),
        ("2019-2020.txt", "2019 by file name or [2020]"),
        ("2019_to_2020.txt", "2019 by file name or [2020]"),
        ("2019-20.txt", "2019 by file name or [2020]"),
        ("1999-00.txt", "1999 by file name or [2000]"),
        ("2009-10.txt", "2009 by file name or [2010]"),
        ("2019-45.txt", "2019 by file name"),
        ("2019 and 2019.txt", "2019 by file name"),
        ("2020-report-2019-03-05.txt", "2019 2019-03-05 by file name"),
        ("2020-report-2019-03.txt", "2019 2019-03 by file name"),
        ("Session 1900 - 2017.txt", "2017 by file name"),
        ("Session 1900.txt", "1900 by file name ?"),
        ("2017/Session 1900.txt", "2017 by folder"),
        ("Agenda 2030 (2015).txt", "2015 by file name"),
        ("Vol.1999-2001.txt", "2001 by file name"),
    ]);
}

#[test]
fn dates_that_documents_give() {
    let date = |text: &str| in_name(text).map(|dated| (dated.year, dated.date)).unwrap_or_default();
    let full = (2019, "2019-03-05".to_string());
    for text in ["2019-03-05T10:00:00Z", "D:20190305120000+01'00'", "Tue, 05 Mar 2019 10:00:00 GMT", "5. März 2019"] {
        assert_eq!(date(text), full, "{text}");
    }
    assert_eq!(date("03/05/2019"), (2019, String::new()));
    assert_eq!(date("2019"), (2019, String::new()));
    assert_eq!(date("yesterday"), (0, String::new()));
}

#[test]
fn texts_that_stand_for_dates() {
    let read = |text: &str| match written(text) {
        Written::Nothing => "nothing".to_string(),
        Written::NoDay => "no day".to_string(),
        Written::Date(when, others) if others.is_empty() => when.to_string(),
        Written::Date(when, others) => format!("{when} or {others:?}"),
    };
    for (text, expected) in [
        ("2019-05-17", "2019-05-17"),
        ("2019-05-17T10:00:00Z", "2019-05-17"),
        (" 2019-05 ", "2019-05"),
        ("1215", "1215"),
        ("2022-Q1", "2022-01-01 to 2022-03-31"),
        ("17 May 2019", "2019-05-17"),
        ("May 2019", "2019-05"),
        ("20190517", "2019-05-17"),
        ("Q2 2019", "2019-04-01 to 2019-06-30"),
        ("spring of 2019", "2019"),
        ("2018-19", "2018 or [2019]"),
        ("2009-10", "2009-10 or [2010]"),
        ("2018/2019", "2018 or [2019]"),
        ("2019-02-30", "no day"),
        ("2019-13", "no day"),
        ("2019-Q5", "no day"),
        ("spring", "nothing"),
        ("", "nothing"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn years_in_a_line_are_no_parts_of_numbers() {
    let years = |line: &str| in_line(line).iter().map(|dated| dated.year).collect::<Vec<i32>>();
    assert_eq!(years("Berlin, 27 November 2019. See also 2017."), [2019, 2017]);
    assert_eq!(years("It cost $2000 or 1,950 or 1950.25 or 3.2019, § 2010 says §1999; 2050%"), [2010]);
    assert_eq!(years("Agenda 2030 of 2015"), [2015]);
    assert_eq!(in_line("on 27 January 2016, at 10")[0].date, "2016-01-27");
}

#[test]
fn long_and_odd_names_are_read_in_one_go() {
    assert_eq!(in_name(&"1-".repeat(200_000)), None);
    assert_eq!(in_name(&"a1".repeat(200_000)), None);
    assert_eq!(in_line(&"2019 ".repeat(100_000)).len(), 100_000);
}

#[test]
fn a_date_of_several_days_holds_all_of_them() {
    let days = |text: &str| match written(text) {
        Written::Date(when, _) => format!("{} {}", when.first(), when.last()),
        other => panic!("{text}: {other:?}"),
    };
    for text in ["2022-03-20/2022-04-10", "20 March 2022 to 10 April 2022", "2022-03-20 - 2022-04-10"] {
        assert_eq!(days(text), "2022-03-20 2022-04-10", "{text}");
    }
    assert_eq!(days("2022-12/2023-02"), "2022-12-01 2023-02-28");
    assert_eq!(days("May–July 2022"), "2022-05-01 2022-07-31");
    assert_eq!(days("December - January 2023"), "2022-12-01 2023-01-31");
    assert_eq!(days("13-16 September 2012"), "2012-09-16 2012-09-16");
    assert_eq!(days("2022-05-17"), "2022-05-17 2022-05-17");
}
