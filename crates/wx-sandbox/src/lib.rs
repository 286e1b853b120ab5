//! An offline WeChat Pay gateway with real signatures, as a library and a server
