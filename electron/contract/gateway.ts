/**
 * How the gateway answers the renderer when the failure is not the API's own. The body is a FHIR
 * OperationOutcome whose coding carries one of our failure codes, so a caller reads one shape.
 */
export const gatewayCodeSystem = 'https://caredesk.example/CodeSystem/failure';

/** First path segment of gateway requests: `app://caredesk/api/<service>/…`. */
export const gatewayPrefix = '/api/';

/**
 * Header of a request that the page makes by itself, to show again what somebody was looking at. Its
 * one value is `page`: nobody is then asked for a stronger log-in.
 */
export const askerHeader = 'x-caredesk-asker';

/** Header of a gateway answer that repeats the X-Request-ID, for the person to quote. */
export const requestIdHeader = 'x-request-id';

/**
 * Header of a gateway answer to a search that was narrowed because of the role. Its one value,
 * `unique-match`: “too many matches” then means more than one.
 */
export const narrowedHeader = 'x-caredesk-narrowed';
