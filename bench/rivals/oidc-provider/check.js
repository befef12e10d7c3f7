// Shows that a rival does the work: node check.js <openiddict or oidc-provider> <command that starts it …>, with POSTGRES_URL (a server's postgres:// address, where
// it makes a database of its own) and RABBITMQ set. Ends with 0 if every answer, row and message was as it must be.
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import amqp from 'amqplib';
import { SignJWT, UnsecuredJWT, exportJWK, generateKeyPair } from 'jose';
import pg from 'pg';

const PORT = 20000 + (randomBytes(2).readUInt16BE() % 20000);
const AUDIENCE = 'https://registry.example';
const RIVALS = {
  'oidc-provider': { queue: 'oidc-provider.token-exchanged', tokens: `oidc_models WHERE kind = 'ClientCredentials'`, client: { client_id: 'bench', client_secret: 'bench' } },
  openiddict: { queue: 'openiddict.token-exchanged', tokens: '"OpenIddictTokens"', client: {} },
};

const key = await generateKeyPair('RS256');
const otherKey = await generateKeyPair('RS256');
const issuer = await serveIssuer();
const database = await createDatabase();
const [name, ...command] = process.argv.slice(2);
const { queue, tokens: tokenTable, client: clientParameters } = RIVALS[name];
const broker = await amqp.connect(process.env.RABBITMQ);
const channel = await broker.createChannel();
await channel.deleteQueue(queue);
const rival = await startRival();
let failures = 0;

const good = await idToken();
await expect('an ID token is exchanged', good, 200);
await expect('it is refused the second time', good, 400);
await expect('another ID token is exchanged', await idToken(), 200);
await expect('a bad signature', await idToken({}, otherKey), 400);
await expect('a changed payload', tamper(await idToken()), 400);
await expect('a wrong audience', await idToken({ aud: 'https://elsewhere.example' }), 400);
await expect('a wrong issuer', await idToken({ iss: 'https://elsewhere.example' }), 400);
await expect('an expired one', await idToken({ exp: now() - 3600 }), 400);
await expect('one without jti', await idToken({ jti: undefined }), 400);
await expect('an unsigned one', unsigned(), 400);
await expect('garbage', 'garbage', 400);

const raced = await idToken();
const race = await Promise.all(Array.from({ length: 40 }, () => exchange(raced)));
report('of 40 that race with one ID token one wins', race.filter((answer) => answer.status === 200).length === 1
  && race.every((answer) => answer.status === 200 || answer.body.error === 'invalid_grant'));

const { messageCount } = await channel.checkQueue(queue);
report(`each of the 3 exchanges has its event (${messageCount})`, messageCount === 3);
const tokens = await countTokens();
report(`each of the 3 exchanges has its token's row (${tokens})`, tokens === 3);

const ended = new Promise((resolve) => { rival.on('exit', resolve); });
rival.stdin.end();
await ended;
report('it ends when stdin ends', true);
await cleanUp();
process.exit(failures === 0 ? 0 : 1);

function now() {
  return Math.floor(Date.now() / 1000);
}

function claims(changes = {}) {
  return {
    iss: issuer.url, aud: AUDIENCE, sub: 'repo:octo-org/octo-repo:environment:release', jti: randomUUID(), iat: now(), nbf: now(), exp: now() + 300,
    repository: 'octo-org/octo-repo', repository_id: '123456', workflow_ref: 'octo-org/octo-repo/.github/workflows/release.yml@refs/heads/main', ...changes,
  };
}

function idToken(changes, by = key) {
  return new SignJWT(claims(changes)).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'ci-1' }).sign(by.privateKey);
}

function unsigned() {
  return new UnsecuredJWT(claims()).encode();
}

function tamper(token) {
  const [header, , signature] = token.split('.');
  return [header, Buffer.from(JSON.stringify(claims({ repository: 'evil/evil' }))).toString('base64url'), signature].join('.');
}

async function exchange(token) {
  const response = await fetch(`http://127.0.0.1:${PORT}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...clientParameters,
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    }),
  });
  return { status: response.status, body: await response.json() };
}

async function expect(what, token, status) {
  const answer = await exchange(token);
  const isRight = answer.status === status && (status === 200 ? answer.body.access_token?.length > 20 : answer.body.error === 'invalid_grant');
  report(`${what}: ${answer.status} ${answer.body.error ?? ''}`, isRight);
  if (!isRight) {
    console.log(answer.body);
  }
}

function report(what, isRight) {
  failures += isRight ? 0 : 1;
  console.log(`${isRight ? 'ok  ' : 'FAIL'} ${what}`);
}

async function serveIssuer() {
  const keys = [{ ...await exportJWK(key.publicKey), kid: 'ci-1', alg: 'RS256', use: 'sig' }];
  const server = createServer((request, response) => {
    const url = `http://127.0.0.1:${server.address().port}`;
    const body = request.url === '/jwks' ? { keys } : {
      issuer: url, jwks_uri: `${url}/jwks`, response_types_supported: ['id_token'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'],
    };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(body));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://127.0.0.1:${server.address().port}` };
}

async function onServer(sql) {
  const client = new pg.Client({ connectionString: process.env.POSTGRES_URL });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function createDatabase() {
  const name = `rival_check_${randomBytes(4).toString('hex')}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(process.env.POSTGRES_URL);
  url.pathname = `/${name}`;
  return { name, url };
}

async function countTokens() {
  const client = new pg.Client({ connectionString: database.url.href });
  await client.connect();
  const { rows } = await client.query(`SELECT count(*)::int AS count FROM ${tokenTable}`);
  await client.end();
  return rows[0].count;
}

async function startRival() {
  const { url } = database;
  const npgsql = `Host=${url.hostname};Port=${url.port};Username=${url.username};Password=${url.password};Database=${database.name}`;
  const env = { ...process.env, PORT: String(PORT), DATABASE_URL: url.href, POSTGRES: npgsql, ISSUER: issuer.url, AUDIENCE };
  const child = spawn(command[0], command.slice(1), { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.on('exit', (code) => console.log(`ended with ${code}`));
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line);
    if (line === 'ready') {
      return child;
    }
  }
  throw new Error('it did not become ready');
}

async function cleanUp() {
  await channel.deleteQueue(queue);
  await channel.deleteExchange(queue);
  await broker.close();
  await onServer(`DROP DATABASE ${database.name} WITH (FORCE)`);
}
