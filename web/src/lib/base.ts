/** The path below which the app lies, with a slash at its end: a proxy may add one. */
export const base: string = typeof document === "undefined" ? "/" : new URL("./", document.baseURI).pathname;

/** The address of the API. */
export const apiBase = base + "api/v1";
