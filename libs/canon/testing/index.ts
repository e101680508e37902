export * from './deals';
export * from './sales-opportunities';
