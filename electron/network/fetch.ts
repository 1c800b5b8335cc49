/** What every room calls to reach the network: the platform's fetch, by absolute address. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;
