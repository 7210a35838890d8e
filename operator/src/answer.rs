//! Answers of the API server to writes, as far as they tell anything new.

use http::Request;
use http::header::{ACCEPT, HeaderValue};

/// The same request, answered by the metadata of what was written (`PartialObjectMeta`): the rest is known to who has sent it.
pub(crate) fn metadata_only(mut request: Request<Vec<u8>>) -> Request<Vec<u8>> {
    let metadata = HeaderValue::from_static("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    request.headers_mut().insert(ACCEPT, metadata);
    request
}
