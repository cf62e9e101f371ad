// OpenAI's own SDK for Node.js as the peer of node.lua: `node node.mjs calls|stream BASE_URL COUNT` prints "wall cpu" in
// seconds. What it is asked for, and what comes back, is the same as for ours.
import OpenAI from "openai";

const [kind, baseURL, count] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const client = new OpenAI({ apiKey: "sk-bench", baseURL, maxRetries: 0 });

async function calls() {
  for (let i = 0; i < count; i++) await client.fineTuning.jobs.retrieve("ftjob-bench");
}

async function stream() {
  let seen = 0;
  const events = await client.chat.completions.create({
    model: "m", messages: [{ role: "user", content: "hello" }], stream: true,
  });
  for await (const event of events) if (event.choices) seen++;
  if (seen !== count) throw new Error(`${seen} events instead of ${count}`);
}

await client.fineTuning.jobs.retrieve("ftjob-bench");
const wall = process.hrtime.bigint(), cpu = process.cpuUsage();
await (kind === "calls" ? calls() : stream());
const spent = process.cpuUsage(cpu);
console.log(Number(process.hrtime.bigint() - wall) / 1e9, (spent.user + spent.system) / 1e6);
