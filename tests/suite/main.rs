//! Tests of the whole program: one binary, as each would link every dependency again.
//!
//! | module | what holds |
//! |---|---|
//! | `layering`, `circles` | the stack of modules stays a stack, and no files import each other |
//! | `golden` | the shipped analysis gives the committed results, byte for byte |
//! | `golden_charts` | charts that are hard to draw are the committed pictures |
//! | `messages` | the shipped corpus has its messages and loses no line |
//! | `validation` | the shipped codebook agrees with human coders |
//! | `coding` | samples, codes beside the codebook, and codes in its place |
//! | `commands` | each command, its formats and options |
//! | `dividing` | periods of any length, chosen periods, and groups, as they are typed |
//! | `charts` | charts as a user gets them: the command, the project file, the files |
//! | `formats` | CSV, Parquet, Excel and the data package agree |
//! | `errors` | what is wrong is named, and earlier results stay whole |
//! | `init` | a folder of documents becomes a project, and gives results with the next command |
//! | `codebook` | codebooks of other programs, and codebooks checked |
//! | `output` | where results go, and runs that are stopped half-way |
//! | `readers`, `damaged` | each format against the text of its sample; damaged and hostile files |
//! | `periods` | periods and groups: what they are called changes no number; long series; speakers as groups |
//! | `memory` | memory does not grow with the corpus |
//! | `report` | the report as a file: where it goes, what it holds, its limits |
//! | `hostile` | no text can break a table, a chart or a terminal |
//! | `odd` | odd corpora: notes and sentences stand where there is no number |
//! | `languages` | corpora in several languages: each document by its own |
//! | `brief` | the page that people read first, and the screen with which a run ends |
//! | `serving` | the page as the program serves it: who is let in; projects in one file |
//! | `tables` | tables as programs write them; what is left out is told |
//! | `units` | every unit from the project file, and line by line why |

mod brief;
mod charts;
mod circles;
mod codebook;
mod coding;
mod commands;
mod comparing;
mod damaged;
mod dividing;
mod errors;
mod formats;
mod golden;
mod golden_charts;
mod hostile;
mod init;
mod languages;
mod layering;
mod links;
mod memory;
mod messages;
mod odd;
mod output;
mod periods;
mod project;
mod readers;
mod report;
mod serving;
mod signs;
mod table;
mod tables;
mod units;
mod validation;
