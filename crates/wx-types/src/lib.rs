//! Money, identifiers, times, field rules and endpoint descriptions for WeChat payment APIs
