// A browser that does what it is told: browser.js EXECUTABLE USER_DATA_DIR. It takes a JSON object a line, such as
// {"id":1,"action":"click","role":"button","name":"Call"}, and answers each with {"done":1} or {"failed":1,"why":"..."}.
'use strict';

const readline = require('readline');
const { chromium } = require('playwright-core');
const say = require('./say');

const TIMEOUT = 30000;
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

const problems = [];
const foreign = [];

const actions = {
  open: async (page, { url, colors, width, height }) => {
    await page.emulateMedia({ colorScheme: colors ?? 'light' });
    await page.setViewportSize({ width: width ?? 1280, height: height ?? 800 });
    await page.goto('about:blank');
    await page.goto(url);
  },
  click: (page, { role, name }) => page.getByRole(role, { name, exact: true }).first().click(),
  choose: (page, { label, option }) => page.getByLabel(label, { exact: true }).first().selectOption(option),
  fill: (page, { label, text }) => page.getByLabel(label, { exact: true }).first().fill(text),
  press: (page, { key }) => page.keyboard.press(key),
  type: (page, { text }) => page.keyboard.type(text),
  see: (page, { text, within }) => page.locator(within ?? 'body').getByText(text).first().waitFor(),
  miss: (page, { text, within }) => page.locator(within ?? 'body').getByText(text).first().waitFor({ state: 'hidden' }),
  find: (page, { selector }) => page.locator(selector).first().waitFor(),
  read: (page, { script }) => page.evaluate(script),
  screenshot: (page, { path }) => page.screenshot({ path }),
  problems: async () => ({ problems, foreign }),
};

async function main() {
  const [, , executablePath, profile] = process.argv;
  const browser = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS, chromiumSandbox: false });
  const page = browser.pages()[0] ?? (await browser.newPage());
  page.setDefaultTimeout(TIMEOUT);
  page.on('pageerror', (failure) => problems.push(failure.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('request', (request) => !/^(http:\/\/127\.|about:)/.test(request.url()) && foreign.push(request.url()));
  say({ ready: true });
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const order = JSON.parse(line);
    try {
      say({ done: order.id, value: (await actions[order.action](page, order)) ?? null });
    } catch (failure) {
      say({ failed: order.id, why: failure.message, sees: await page.innerText('body').catch(() => '') });
    }
  }
  await browser.close();
}

main().catch((failure) => {
  say({ broken: failure.message });
  process.exit(1);
});
