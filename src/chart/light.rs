//! Marks as the drawing library writes them -> the same picture in fewer bytes.

/// What the library writes although it is the default.
const DEFAULTS: [&str; 3] = [" opacity=\"1\"", " stroke=\"none\" stroke-width=\"1\"", " stroke=\"none\""];
/// The begin of a line of marks.
const LINE: &str = "<polyline fill=\"none\"";

/// The marks without attributes that say the default. Straight strokes that follow each other and look alike, as the
/// dashes of one line do, are one path. One element stands on one line of the text.
pub(super) fn light(marks: &str) -> String {
    let mut out = String::with_capacity(marks.len());
    // The look of the path that is being written.
    let mut open: Option<String> = None;
    for line in marks.lines() {
        let line = DEFAULTS.iter().fold(line.to_string(), |line, default| line.replace(default, ""));
        let stroke = line.strip_prefix(LINE).and_then(|rest| rest.strip_suffix("\"/>")?.split_once(" points=\""));
        let Some((look, points)) = stroke else {
            close(&mut out, &mut open);
            out.push_str(&line);
            out.push('\n');
            continue;
        };
        let points: Vec<&str> = points.split_whitespace().collect();
        // Where lines that are not opaque cross, two are darker than one.
        let alone = points.len() > 2 || look.contains("opacity");
        if alone || open.as_deref() != Some(look) {
            close(&mut out, &mut open);
            out.push_str(&format!("<path fill=\"none\"{look} d=\""));
            open = Some(look.to_string());
        }
        for (place, point) in points.iter().enumerate() {
            out.push(if place == 0 { 'M' } else { 'L' });
            out.push_str(point);
        }
        if alone {
            close(&mut out, &mut open);
        }
    }
    close(&mut out, &mut open);
    out
}

fn close(out: &mut String, open: &mut Option<String>) {
    if open.take().is_some() {
        out.push_str("\"/>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::light;

    #[test]
    fn lines_that_look_alike_are_one_path() {
        let blue = "<polyline fill=\"none\" opacity=\"1\" stroke=\"#0072B2\" stroke-width=\"7\" points=";
        let marks = format!(
            "<g transform=\"scale(0.1)\">\n{blue}\"1,2 3,4 \"/>\n{blue}\"5,6 7,8 \"/>\n{blue}\"5,6 7,8 9,1 \"/>\n\
             {}\"1,1 2,2 \"/>\n<circle cx=\"1\" r=\"2\" opacity=\"1\" fill=\"#0072B2\" stroke=\"none\" stroke-width=\"1\"/>\n",
            blue.replace("0072B2", "8C8C8C")
        );
        let expected = "<g transform=\"scale(0.1)\">\n\
             <path fill=\"none\" stroke=\"#0072B2\" stroke-width=\"7\" d=\"M1,2L3,4M5,6L7,8\"/>\n\
             <path fill=\"none\" stroke=\"#0072B2\" stroke-width=\"7\" d=\"M5,6L7,8L9,1\"/>\n\
             <path fill=\"none\" stroke=\"#8C8C8C\" stroke-width=\"7\" d=\"M1,1L2,2\"/>\n\
             <circle cx=\"1\" r=\"2\" fill=\"#0072B2\"/>\n";
        assert_eq!(light(&marks), expected);
    }

    #[test]
    fn what_is_not_the_default_stays() {
        let faint = "<polyline fill=\"none\" opacity=\"0.5\" stroke=\"#000\" points=\"1,1 2,2 \"/>\n".repeat(2);
        assert_eq!(light(&faint).matches("<path").count(), 2);
        let marks = "<rect x=\"1\" opacity=\"0.5\" fill=\"#fff\" stroke=\"#000\" stroke-width=\"1\"/>\n";
        assert_eq!(light(marks), marks);
    }
}
