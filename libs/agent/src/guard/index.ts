export { Ground, Source } from './ground';
export { claimsIn, EVERYTHING, promiseClaims, TEMPLATES, type Checking, type Claim, type ClaimKind } from './claims';
export { untraced, untracedIn, type Untraced } from './untraced';
export { reasonOf, verifyText, type Verdict, type Verifying } from './verify';
export { linksIn } from './links';
export { isNamePath, withPlainNames } from './named';
export { readsAsEnglish } from './language';
export { plainText, skeleton } from './plain';
export { sentencesOf, contentWords, type Sentence } from './sentences';
