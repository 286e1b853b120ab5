//! The two derives of wx-types: Model and Endpoint
