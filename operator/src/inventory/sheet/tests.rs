use contract::inventory::CAMERAS_MAX;
use serde_json::Value;

use super::*;

/// The cameras' names with their lines, and what is said of the others.
fn read(text: &[u8]) -> (Vec<(usize, String)>, String) {
    let sheet = Sheet::read(text);
    let rows = sheet.rows.into_iter().map(|row| (row.line, row.camera.name));
    (rows.collect(), sheet.problems.to_string())
}

fn one(text: &str) -> Camera {
    let mut sheet = Sheet::read(text.as_bytes());
    assert_eq!(sheet.problems.to_string(), "", "{text}");
    assert_eq!(sheet.rows.len(), 1, "{text}");
    sheet.rows.remove(0).camera
}

/// What is said of the only line after the header.
fn said(header: &str, row: &str) -> String {
    let (rows, problems) = read(format!("{header}\n{row}\n").as_bytes());
    assert_eq!(rows, [], "{row}");
    let what = problems.strip_prefix("line 2: ").unwrap_or_default();
    assert!(!what.is_empty(), "{row}: {problems}");
    what.to_owned()
}

#[test]
fn every_column_is_read_in_any_order() {
    let camera = one(
        "Enabled,tags,priority,credentials,longitude,latitude,location,zone,URL,displayname,name\n\
         FALSE,ptz outdoor|night,Critical,quay-cameras,2.3744,48.8443,\"Mast 3, left\",quays,rtsp://10.0.0.1/1,\"The \"\"Quay\"\"\",quay\n",
    );
    let expected = serde_json::json!({
        "name": "quay", "displayName": "The \"Quay\"", "zone": "quays", "location": "Mast 3, left",
        "url": "rtsp://10.0.0.1/1", "credentialsSecretRef": { "name": "quay-cameras" }, "priority": "Critical",
        "tags": ["ptz", "outdoor", "night"], "enabled": false,
        "coordinates": { "latitude": "48.8443", "longitude": "2.3744" }
    });
    assert_eq!(serde_json::to_value(camera).unwrap(), expected);
    let least = serde_json::json!({ "name": "quay", "url": "tcp://a:1" });
    let read = one("name,url,zone,tags,enabled,latitude,longitude\nquay,tcp://a:1,,, ,,\n");
    assert_eq!(serde_json::to_value(read).unwrap(), least);
}

#[test]
fn what_spreadsheets_write_is_read() {
    let rows = [(2, "a".to_owned()), (4, "b".to_owned())];
    for text in [
        "\u{feff}name;url\r\na;tcp://a:1\r\n;\r\nb;tcp://a:1\r\n",
        "name;url\na;tcp://a:1\n\nb;tcp://a:1",
        "name,url\ra,tcp://a:1\r\rb,tcp://a:1\r",
        "\"name\", url\n a , tcp://a:1\n , \n\"b\",tcp://a:1\n",
    ] {
        assert_eq!(read(text.as_bytes()), (rows.to_vec(), String::new()), "{text:?}");
    }
    let blank = b"\r\n\n  \nname,url\n\n\na,tcp://a:1";
    assert_eq!(read(blank), (vec![(7, "a".to_owned())], String::new()));
}

#[test]
fn a_bad_row_is_told_by_its_line_and_the_good_rows_go_on() {
    let text = b"name,url\na,tcp://a:1\nb,tcp://a\nc\nd,tcp://\xe9:1\n\"e\ne\",tcp://a:1\nf,tcp://a:1\n";
    let (rows, problems) = read(text);
    assert_eq!(rows, [(2, "a".to_owned()), (8, "f".to_owned())]);
    let told = [
        "line 3: url with tcp://",
        "line 4: has 1 fields",
        "line 5: is not UTF-8",
        "and 1 more line",
    ];
    assert!(told.iter().all(|it| problems.contains(it)), "{problems}");
    let quote = "name,url\na,tcp://a:1\n\"b,tcp://a:1\nc,tcp://a:1\n";
    let (rows, problems) = read(quote.as_bytes());
    assert_eq!(rows, [(2, "a".to_owned())]);
    assert!(
        problems.starts_with("line 3: has a line break") && problems.contains("close the quotation mark"),
        "{problems}"
    );
}

#[test]
fn a_header_that_says_nothing_gives_no_row() {
    let cases: [(&[u8], &str); 6] = [
        (b"", "line 1: is empty"),
        (b"\xef\xbb\xbf\r\n", "line 1: is empty"),
        (b"\nname,zone\na,b\n", "line 2: the header has no column url"),
        (b"url\ntcp://a:1\n", "no column name"),
        (b"name,url,name\na,tcp://a:1,b\n", "the column name twice"),
        (b"\xff\xfen\0a\0m\0e\0", "line 1: is not UTF-8"),
    ];
    for (text, expected) in cases {
        let (rows, problems) = read(text);
        assert_eq!(rows, [], "{expected}");
        assert!(problems.contains(expected), "{expected}: {problems}");
    }
}

#[test]
fn unknown_columns_are_named_and_ignored() {
    let text = "name,url,Serial no,rtsp://admin:hunter2@10.0.0.1/\na,tcp://a:1,7,8\n";
    let (rows, problems) = read(text.as_bytes());
    assert_eq!(rows, [(2, "a".to_owned())]);
    assert!(
        problems.starts_with(
            "line 1: the header has unknown columns, which are ignored: Serial no, number 4; known are name,"
        ),
        "{problems}"
    );
    assert!(!problems.contains("hunter2"), "{problems}");
}

#[test]
fn a_list_without_a_header_keeps_its_secrets() {
    let (rows, problems) = read(b"quay,rtsp://admin:hunter2@10.0.0.1/,hunter2\n");
    assert_eq!(rows, []);
    assert!(
        !problems.contains("hunter2") && !problems.contains("10.0.0.1"),
        "{problems}"
    );
}

#[test]
fn no_value_is_repeated() {
    let header = "name,url,credentials,priority,enabled,tags,latitude,longitude";
    for row in [
        "hunter2!,tcp://a:1,,,,,,",
        "a,rtsp://b:hunter2@c/,,,,,,",
        "a,rtsp://b/?pwd=hunter2,,,,,,",
        "a,hunter2,,,,,,",
        "a,tcp://a:1,hunter2!,,,,,",
        "a,tcp://a:1,,hunter2,,,,",
        "a,tcp://a:1,,,hunter2,,,",
        "a,tcp://a:1,,,,hunter2-hunter2-hunter2,,",
        "a,tcp://a:1,,,,,hunter2,1",
        "a,tcp://a:1,,,,,1,hunter2",
        "a,tcp://a:1,hunter2",
    ] {
        let what = said(header, row);
        assert!(!what.contains("hunter2"), "{what}");
    }
}

#[test]
fn rows_beyond_a_site_are_counted_and_not_kept() {
    use std::fmt::Write as _;
    let mut text = "name,url\n".to_owned();
    for number in 0..CAMERAS_MAX + 12 {
        writeln!(text, "c{number},tcp://a:1").unwrap();
    }
    let (rows, problems) = read(text.as_bytes());
    assert_eq!(rows.len(), CAMERAS_MAX);
    assert!(
        problems.starts_with("line 1002: is beyond the 1000 cameras"),
        "{problems}"
    );
    assert!(problems.ends_with("and 9 more lines"), "{problems}");
}

/// The same table is sent to a real API server: what it refuses in a spec is refused here, and nothing else.
#[test]
fn a_row_is_judged_as_a_camera_of_the_spec() {
    const COLUMNS: [&str; 11] = [
        "name",
        "displayName",
        "url",
        "zone",
        "location",
        "latitude",
        "longitude",
        "credentials",
        "priority",
        "tags",
        "enabled",
    ];
    let cases: Vec<Value> = serde_json::from_str(include_str!("../../../../crds/tests/rows.json")).unwrap();
    for case in cases {
        let cell = |column: &str| match (&case[column], column) {
            (Value::String(text), _) => text.clone(),
            (Value::Array(tags), _) => {
                let tags: Vec<_> = tags.iter().filter_map(Value::as_str).collect();
                tags.join("|")
            }
            (_, "name") => "quay".to_owned(),
            (_, "url") => "rtsp://10.0.0.1/".to_owned(),
            _ => String::new(),
        };
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(COLUMNS).unwrap();
        writer.write_record(COLUMNS.map(cell)).unwrap();
        let sheet = Sheet::read(&writer.into_inner().unwrap());
        assert_eq!(
            Value::Bool(sheet.problems.is_empty()),
            case["accepted"],
            "{case}: {}",
            sheet.problems
        );
        assert_eq!(sheet.rows.len(), usize::from(sheet.problems.is_empty()), "{case}");
    }
}

#[test]
fn the_example_is_good() {
    let sheet = Sheet::read(include_bytes!("../../../../examples/inventory.csv"));
    assert_eq!(sheet.problems.to_string(), "");
    assert!(sheet.rows.len() > 2);
}
