/** Injection tokens of what `PlatformModule` provides. */
export const CONFIG = Symbol('Config');
export const CLOCK = Symbol('Clock');
export const POOL = Symbol('Pool');
export const SERVICE_NAME = Symbol('ServiceName');
