// Verifies deliveries with the npm package "standardwebhooks": reads a list of { secret, body, headers } from the file that is named, and prints what
// became of each.
"use strict";

const { readFileSync } = require("node:fs");
const { Webhook } = require("standardwebhooks");

const results = JSON.parse(readFileSync(process.argv[2], "utf8")).map(({ secret, body, headers }) => {
  try {
    return `accepted ${new Webhook(secret).verify(body, headers).id}`;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
});
console.log(JSON.stringify(results));
