//! themeshift
pub mod error;
pub mod warning;
pub mod config;
pub mod corpus;
pub mod segment;
pub mod text;
pub mod codebook;
pub mod analysis { pub mod row; pub mod rows; }
