import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { Sealed } from '@salesagent/canon/events';

export interface Key {
  version: number;
  bytes: Buffer;
}

/** Subject and event are authenticated: a sealed value moved to another person or event does not open. */
function authenticated(subject: string, event: string): Buffer {
  return Buffer.from(JSON.stringify([subject, event]), 'utf8');
}

/**
 * AES-256-GCM with a random 96-bit nonce per value. A repeatable one has its nonce from the key and all that is sealed:
 * the same value of the same subject and event is the same bytes again, another value has another nonce.
 */
export function sealValue(key: Key, subject: string, event: string, value: string, repeatable = false): Sealed {
  const iv = repeatable ? nonceOf(key, subject, event, value) : randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, iv);
  cipher.setAAD(authenticated(subject, event));
  const data = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return {
    sealed: 1,
    subject,
    keyVersion: key.version,
    event,
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

function nonceOf(key: Key, subject: string, event: string, value: string): Buffer {
  const all = JSON.stringify(['nonce', subject, event, value]);
  return createHmac('sha256', key.bytes).update(all).digest().subarray(0, 12);
}

/** @throws when the value, its subject or its event was altered */
export function openValue(key: Key, sealed: Sealed): string {
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(sealed.iv, 'base64'), { authTagLength: 16 });
  decipher.setAAD(authenticated(sealed.subject, sealed.event));
  decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()]).toString('utf8');
}
