// The CI provider's ID tokens: signature, issuer, audience and lifetime.
import { createRemoteJWKSet, jwtVerify } from 'jose';

/** Reads the issuer's discovery document once; jose keeps the JWK set and fetches it again for an unknown key id. */
export async function createVerifier(issuer, audience) {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  if (!response.ok) {
    throw new Error(`discovery answered ${response.status}`);
  }
  const { jwks_uri: jwksUri } = await response.json();
  const keys = createRemoteJWKSet(new URL(jwksUri));
  const options = { issuer, audience, algorithms: ['RS256', 'ES256'], requiredClaims: ['exp', 'iat', 'jti', 'sub'] };
  return async (idToken) => (await jwtVerify(idToken, keys, options)).payload;
}
