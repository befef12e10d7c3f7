// Two worker processes behind one port; the first process declares what they use and starts and ends them.
import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { exportJWK, generateKeyPair } from 'jose';
import { declareQueue } from './events.js';
import { createSchema } from './postgres.js';

const WORKERS = 2;

if (cluster.isPrimary) {
  await startWorkers();
} else {
  // A worker whose primary is gone has no work left.
  process.on('disconnect', () => process.exit(0));
  const { serve } = await import('./server.js');
  await serve();
}

async function startWorkers() {
  endWithParent();
  const postgres = await createSchema();
  const rabbitmq = await declareQueue();
  console.log(versions({ postgres, rabbitmq }));

  const env = { NODE_ENV: 'production', PROVIDER_JWKS: JSON.stringify({ keys: [await newKey()] }) };
  let listening = 0;
  cluster.on('listening', () => {
    listening += 1;
    if (listening === WORKERS) {
      console.log('ready');
    }
  });
  cluster.on('exit', (worker, code) => {
    console.error(`worker ${worker.process.pid} ended with ${code}`);
    process.exit(1);
  });
  for (let i = 0; i < WORKERS; i += 1) {
    cluster.fork(env);
  }
}

function endWithParent() {
  const end = () => process.exit(0);
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  process.stdin.on('end', end).on('error', end).resume();
}

/** The provider wants a key for ID tokens; opaque access tokens do not use it. */
async function newKey() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...await exportJWK(privateKey), alg: 'RS256', use: 'sig', kid: 'bench' };
}

function versions(servers) {
  const locked = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url))).packages;
  const packages = ['oidc-provider', 'jose', 'pg', 'amqplib'].map((name) => `${name} ${locked[`node_modules/${name}`].version}`);
  return [...packages, `Node.js ${process.versions.node}`, `PostgreSQL ${servers.postgres}`, `RabbitMQ ${servers.rabbitmq}`].join(', ');
}
