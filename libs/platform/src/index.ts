export { bootstrap, type BootstrapOptions } from './bootstrap';
export { realClock, SettableClock, type Clock } from './clock';
export { ConfigError, listVariables, loadConfig, type Config } from './config';
export { PlatformModule } from './platform.module';
export { migrate, type MigrationOptions } from './migrate';
export { createPool, type PoolSettings } from './pool';
export { roleOf, type ServiceSchema } from './service-schema';
export { ServiceStatus, type ConsumerProgress, type StatusSource } from './service-status';
export { CLOCK, CONFIG, POOL, SERVICE_NAME } from './tokens';
