// What the provider keeps: its tokens, and the ID tokens that have been exchanged.
import pg from 'pg';

const CONNECTIONS = 16;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS oidc_models (
    kind text NOT NULL,
    id text NOT NULL,
    payload jsonb NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (kind, id));
  CREATE TABLE IF NOT EXISTS used_id_tokens (
    issuer text NOT NULL,
    jti text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, jti));`;

/** Returns the server's version. */
export async function createSchema() {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  await client.query(SCHEMA);
  const { rows } = await client.query('SHOW server_version');
  await client.end();
  return rows[0].server_version;
}

/** One for each process. Its statements have names, so that the server parses and plans each of them once for a connection. */
export function openPool() {
  return new pg.Pool({ connectionString: process.env.DATABASE_URL, max: CONNECTIONS });
}

/** Claims the ID token; false if it was claimed before. One atomic statement, durable when it returns. */
export async function claimIdToken(pool, { iss, jti, exp }) {
  const { rowCount } = await pool.query({
    name: 'claim-id-token',
    text: 'INSERT INTO used_id_tokens (issuer, jti, expires_at) VALUES ($1, $2, to_timestamp($3)) ON CONFLICT DO NOTHING',
    values: [iss, jti, exp],
  });
  return rowCount === 1;
}

/** The storage that oidc-provider asks for, of which this host's features use the models that have an id. */
export function adapterOn(pool) {
  return class PostgresAdapter {
    constructor(kind) {
      this.kind = kind;
    }

    async upsert(id, payload, expiresIn) {
      await pool.query({
        name: 'upsert-model',
        text: `INSERT INTO oidc_models (kind, id, payload, expires_at) VALUES ($1, $2, $3, now() + make_interval(secs => $4))
               ON CONFLICT (kind, id) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at`,
        values: [this.kind, id, JSON.stringify(payload), expiresIn ?? null],
      });
    }

    async find(id) {
      const { rows } = await pool.query({
        name: 'find-model',
        text: 'SELECT payload FROM oidc_models WHERE kind = $1 AND id = $2 AND (expires_at IS NULL OR expires_at > now())',
        values: [this.kind, id],
      });
      return rows[0]?.payload;
    }

    async consume(id) {
      await pool.query(
        `UPDATE oidc_models SET payload = payload || jsonb_build_object('consumed', extract(epoch FROM now())::bigint) WHERE kind = $1 AND id = $2`,
        [this.kind, id],
      );
    }

    async destroy(id) {
      await pool.query('DELETE FROM oidc_models WHERE kind = $1 AND id = $2', [this.kind, id]);
    }

    async revokeByGrantId(grantId) {
      await pool.query(`DELETE FROM oidc_models WHERE payload ->> 'grantId' = $1`, [grantId]);
    }

    async findByUid(uid) {
      const { rows } = await pool.query(`SELECT payload FROM oidc_models WHERE kind = $1 AND payload ->> 'uid' = $2`, [this.kind, uid]);
      return rows[0]?.payload;
    }

    async findByUserCode(userCode) {
      const { rows } = await pool.query(`SELECT payload FROM oidc_models WHERE kind = $1 AND payload ->> 'userCode' = $2`, [this.kind, userCode]);
      return rows[0]?.payload;
    }
  };
}
