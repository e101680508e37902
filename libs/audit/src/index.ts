export * from './link';
export * from './head';
export * from './lines';
export * from './trail';
export * from './verifier';
export * from './verification';
