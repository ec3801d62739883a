//! What every chart must hold, checked on the SVG itself: text inside the page and apart from other
//! text, contrast, escaping, true distances in time, the same bytes every time.

mod colours;
mod coverage;
mod drawn;
mod groups;
mod layout;
mod meaning;
mod patterns;
pub(super) mod sample;
