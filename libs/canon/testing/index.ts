export * from './sales-opportunities';
