//! Charts: drawn from the rows of a run.

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::exceptions::PyUserWarning;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use themeshift::chart::{self, Design, Picture, Rendered};
use themeshift::config::ChartFormat;
use themeshift::error::{Error, ErrorKind, nearest};
use themeshift::pipeline::charts::missing_characters;

use crate::error::{OrRaise, raised};

/// A chart: an SVG with a description, from which PNG and PDF are made.
#[pyclass(module = "themeshift", frozen)]
#[derive(Debug)]
pub struct Chart {
    /// The chart.
    pub rendered: Rendered,
    /// How it looks.
    pub design: Arc<Design>,
    /// Resolution of PNG, in dots per inch.
    pub dpi: u32,
}

impl Chart {
    /// Makes a picture with the interpreter released, and warns of characters that no font has.
    fn picture(
        &self,
        py: Python<'_>,
        draw: impl FnOnce() -> themeshift::error::Result<Picture> + Send,
    ) -> PyResult<Vec<u8>> {
        let picture = py.detach(draw).or_raise(py)?;
        if let Some(text) = missing_characters(&picture.missing) {
            warn(py, &format!("chart {}: {text}", self.rendered.name))?;
        }
        Ok(picture.bytes)
    }

    fn bytes(&self, py: Python<'_>, format: ChartFormat, dpi: u32) -> PyResult<Vec<u8>> {
        match format {
            ChartFormat::Svg => Ok(self.rendered.svg.clone().into_bytes()),
            ChartFormat::Png => self.picture(py, || chart::png(&self.rendered.svg, dpi as f32, &self.design)),
            ChartFormat::Pdf => self.picture(py, || chart::pdf(&self.rendered, &self.design)),
        }
    }
}

/// Gives a Python warning.
pub fn warn(py: Python<'_>, text: &str) -> PyResult<()> {
    let category = py.get_type::<PyUserWarning>();
    let text = std::ffi::CString::new(text.replace('\0', " ")).unwrap_or_default();
    PyErr::warn(py, &category, &text, 2)
}

#[pymethods]
impl Chart {
    /// Name, such as `theme_trends` or `keyness_2020`.
    #[getter]
    fn name(&self) -> &str {
        &self.rendered.name
    }

    /// What is seen and in what unit.
    #[getter]
    fn title(&self) -> &str {
        &self.rendered.title
    }

    /// The finding and the data in words; fit for an `alt` attribute.
    #[getter]
    fn description(&self) -> &str {
        &self.rendered.description
    }

    /// The chart as an SVG document.
    #[getter]
    fn svg(&self) -> &str {
        &self.rendered.svg
    }

    /// The data drawn, as CSV.
    #[getter]
    fn data(&self) -> String {
        String::from_utf8_lossy(&self.rendered.data).into_owned()
    }

    /// The chart as PNG; `dpi` in dots per inch, 36 to 2400.
    #[pyo3(signature = (dpi = None))]
    fn png<'py>(&self, py: Python<'py>, dpi: Option<u32>) -> PyResult<Bound<'py, PyBytes>> {
        let dpi = dpi.unwrap_or(self.dpi);
        if !(36..=2400).contains(&dpi) {
            let error = Error::new(ErrorKind::Usage, "`dpi` must be between 36 and 2400");
            return Err(raised(py, &error));
        }
        Ok(PyBytes::new(py, &self.bytes(py, ChartFormat::Png, dpi)?))
    }

    /// The chart as PDF.
    fn pdf<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.bytes(py, ChartFormat::Pdf, self.dpi)?))
    }

    /// Writes the chart to a file; its extension says the format: svg, png or pdf.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let extension = path.extension().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let Some((_, format)) = ChartFormat::ALL.into_iter().find(|(name, _)| *name == extension) else {
            let names = ChartFormat::ALL.map(|(name, _)| name);
            let error = Error::new(ErrorKind::Usage, format!("`{extension}` is no format of charts")).at(&path);
            return Err(raised(
                py,
                &match nearest(&extension, names) {
                    Some(near) => error.hint(format!("did you mean .{near}?")),
                    None => error.hint("name the file .svg, .png or .pdf"),
                },
            ));
        };
        let bytes = self.bytes(py, format, self.dpi)?;
        py.detach(|| std::fs::write(&path, bytes))
            .map_err(|e| raised(py, &Error::io(ErrorKind::Output, "cannot write", &path, e)))
    }

    fn _repr_svg_(&self) -> &str {
        &self.rendered.svg
    }

    fn __repr__(&self) -> String {
        format!("Chart({}: {})", self.rendered.name, self.rendered.title)
    }
}
