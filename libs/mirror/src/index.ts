export { mirrorDdl } from './ddl';
export { foldEvents, isRecordEvent, type Declarations, type RecordEffect } from './fold';
export { MirrorProjection, type Touched } from './mirror-projection';
export { isOpen, type MirrorFilter, type MirrorReader, type MirrorRow } from './reader';
export { RememberingMirror } from './remembering-mirror';
export { SqlMirror } from './sql-mirror';
export { MirrorSnapshot } from './mirror-snapshot';
export { BusinessClockProjection, businessClock } from './business-clock';
export { mirrorMigrations } from './migrations';
