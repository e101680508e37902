export { aPrincipal, testIssuer, type TestIssuer, type TokenClaims } from './test-issuer';
