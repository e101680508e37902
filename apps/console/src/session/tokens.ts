/** Injection token of the address people open: what the issuer sends them back to. */
export const CONSOLE_URL = Symbol('ConsoleUrl');
