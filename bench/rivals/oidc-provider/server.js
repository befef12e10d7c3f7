// oidc-provider with the token exchange grant of RFC 8693, which its documentation leaves to the host ("Custom Grant Types").
import { errors as joseErrors } from 'jose';
import { Provider, errors } from 'oidc-provider';
import { openPublisher } from './events.js';
import { createVerifier } from './idTokens.js';
import { adapterOn, claimIdToken, openPool } from './postgres.js';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const PARAMETERS = ['audience', 'resource', 'scope', 'requested_token_type', 'subject_token', 'subject_token_type', 'actor_token', 'actor_token_type'];
const LIFETIME_SECONDS = 900;

export async function serve() {
  const { PORT, ISSUER, AUDIENCE, PROVIDER_JWKS } = process.env;
  const pool = openPool();
  const publish = await openPublisher();
  const verify = await createVerifier(ISSUER, AUDIENCE);

  const provider = new Provider(`http://127.0.0.1:${PORT}`, {
    adapter: adapterOn(pool),
    clients: [{
      client_id: 'bench',
      client_secret: 'bench',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: [GRANT_TYPE],
      redirect_uris: [],
      response_types: [],
    }],
    jwks: JSON.parse(PROVIDER_JWKS),
    ttl: { ClientCredentials: LIFETIME_SECONDS },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['no cookie is ever set'] },
  });
  provider.registerGrantType(GRANT_TYPE, (ctx) => exchange(ctx, { provider, pool, publish, verify }), PARAMETERS, ['audience', 'resource']);
  provider.on('server_error', (_ctx, error) => console.error(error));
  provider.listen(Number(PORT), '127.0.0.1');
}

async function exchange(ctx, { provider, pool, publish, verify }) {
  const { params, client } = ctx.oidc;
  if (params.subject_token_type !== ID_TOKEN || !params.subject_token) {
    throw new errors.InvalidRequest('an ID token is wanted as subject_token');
  }

  const claims = await verifyOrRefuse(verify, params.subject_token);
  if (!await claimIdToken(pool, claims)) {
    throw new errors.InvalidGrant('the ID token has been used');
  }

  const token = new provider.ClientCredentials({ client, extra: { sub: claims.sub } });
  ctx.oidc.entity('ClientCredentials', token);
  const value = await token.save();
  await publish(eventOf(token, claims));
  ctx.body = {
    access_token: value,
    issued_token_type: ACCESS_TOKEN,
    token_type: token.tokenType,
    expires_in: token.expiration,
  };
}

async function verifyOrRefuse(verify, idToken) {
  try {
    return await verify(idToken);
  } catch (error) {
    if (error instanceof joseErrors.JWKSTimeout || !(error instanceof joseErrors.JOSEError)) {
      throw error;
    }
    throw new errors.InvalidGrant('the ID token was refused');
  }
}

/** The verified claims, and what was issued for them. */
function eventOf(token, claims) {
  return { token_id: token.jti, issued_at: token.iat, expires_in: token.expiration, ...claims };
}
