//! Partial counts of batches of texts, for distributed engines.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::Schema;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use themeshift::config::Config;
use themeshift::corpus::in_memory;
use themeshift::pipeline::partial;
use themeshift::watch::Watcher as _;

use crate::input::{self, CorpusNames, Names};
use crate::settings::{self, GivenCodebook};
use crate::table::Table;
use crate::watch::watched;

/// Counts batches of texts, each for itself.
#[pyclass(module = "themeshift._core", frozen)]
#[derive(Debug)]
pub struct Kernel(Arc<Counting>);

#[derive(Debug)]
struct Counting {
    kernel: partial::Kernel,
    names: Names,
}

impl Counting {
    fn count(&self, py: Python<'_>, batches: &[RecordBatch], schema: &Schema) -> PyResult<Table> {
        watched(py, None, |watch| {
            let read = self.names.read(schema, batches)?;
            let documents = in_memory(&read.columns, &read.rows, &read.texts)?;
            Table::of(&self.kernel.count(&documents, read.named, &|| watch.stopped())?)
        })
    }
}

#[pymethods]
impl Kernel {
    #[new]
    fn new(
        py: Python<'_>,
        settings: &Bound<'_, PyDict>,
        codebook: Option<GivenCodebook<'_>>,
        names: CorpusNames,
    ) -> PyResult<Self> {
        let config = settings::config(py, Config::default(), settings)?;
        let kernel = settings::with_codebook(py, codebook, |codebook| partial::Kernel::new(config, codebook))?;
        let names = Names::of(names, (Vec::new(), Vec::new()));
        Ok(Self(Arc::new(Counting { kernel, names })))
    }

    /// Counts one table of texts.
    fn count(&self, py: Python<'_>, table: &Bound<'_, PyAny>) -> PyResult<Table> {
        let (batches, schema) = input::batches(table)?;
        self.0.count(py, &batches, &schema)
    }

    /// Counts the batches of a stream, one at a time.
    fn stream(&self, table: &Bound<'_, PyAny>) -> PyResult<PartialCounts> {
        let reader = Mutex::new(input::reader(table)?);
        Ok(PartialCounts { counting: Arc::clone(&self.0), reader })
    }
}

/// The partial counts of the batches of a stream.
#[pyclass(module = "themeshift._core", frozen)]
pub struct PartialCounts {
    counting: Arc<Counting>,
    reader: Mutex<Box<dyn RecordBatchReader + Send>>,
}

impl std::fmt::Debug for PartialCounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PartialCounts({:?})", self.counting)
    }
}

#[pymethods]
impl PartialCounts {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Table>> {
        let next = self.reader.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(batch) = next else { return Ok(None) };
        let batch = batch.map_err(|error| input::unreadable(py, input::arrow_error(error)))?;
        let schema = batch.schema();
        self.counting.count(py, &[batch], &schema).map(Some)
    }
}
