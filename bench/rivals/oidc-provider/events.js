// One message for each exchange, to a durable quorum queue, confirmed before the caller gets its token.
import amqp from 'amqplib';

const EXCHANGE = 'oidc-provider.token-exchanged';
const QUEUE = 'oidc-provider.token-exchanged';

/** Returns the broker's version. Without a bound queue the broker would confirm messages and drop them. */
export async function declareQueue() {
  const connection = await amqp.connect(process.env.RABBITMQ);
  const channel = await connection.createChannel();
  await channel.assertExchange(EXCHANGE, 'fanout', { durable: true });
  await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.bindQueue(QUEUE, EXCHANGE, '');
  const { version } = connection.connection.serverProperties;
  await connection.close();
  return version;
}

/** One connection and one confirm channel for each process; any number of publishes wait for their confirms side by side. */
export async function openPublisher() {
  const connection = await amqp.connect(process.env.RABBITMQ);
  const channel = await connection.createConfirmChannel();
  connection.on('error', end);
  connection.on('close', end);
  channel.on('return', () => end(new Error('no queue takes the events')));

  return (event) => new Promise((resolve, reject) => {
    channel.publish(
      EXCHANGE,
      '',
      Buffer.from(JSON.stringify(event)),
      { persistent: true, mandatory: true, contentType: 'application/json', messageId: event.token_id },
      (error) => (error ? reject(error) : resolve()),
    );
  });
}

function end(error) {
  console.error(error?.message ?? 'the broker closed the connection');
  process.exit(1);
}
