//! themeshift
pub mod error;
pub mod warning;
pub mod config;
pub mod corpus;
pub mod segment;
pub mod text;
pub mod codebook;
pub mod stats;
pub mod count;
pub mod analysis;
pub mod table;
pub mod chart;
pub mod pipeline;
pub mod cli;
