/** How long a command of the session may take, in seconds. */
const patience = 60;

/** A user of Longshore's REST, as one actor. */
export class RestClient {
  #url;
  #token;

  /** @param {{ url: string, token: string }} access */
  constructor({ url, token }) {
    this.#url = url;
    this.#token = token;
  }

  /** The same Longshore, as another actor. @param {string} token */
  as(token) {
    return new RestClient({ url: this.#url, token });
  }

  /** @param {string} path */
  get(path) {
    return this.#json('GET', path);
  }

  /** @param {string} path @param {unknown} body */
  post(path, body) {
    return this.#json('POST', path, { body: JSON.stringify(body), type: 'application/json' });
  }

  /** Submits a command and waits for the end of its job. @param {string} path @param {unknown} body */
  run(path, body) {
    return this.#json('POST', path, { body: JSON.stringify(body), type: 'application/json', wait: patience });
  }

  /** Submits a command that takes something away, and waits for the end of its job. @param {string} path */
  remove(path) {
    return this.#json('DELETE', path, { wait: patience });
  }

  /** Builds an image and waits for the end. @param {URLSearchParams} query @param {Buffer} context a tar */
  build(query, context) {
    return this.#json('POST', `/v1/builds?${query}`, { body: context, type: 'application/x-tar', wait: patience });
  }

  /** Follows what a job writes, until it has written a word. @param {string} id @param {string} word */
  async written(id, word) {
    const { body } = await this.#request('GET', `/v1/jobs/${id}/output?follow=true`);
    let text = '';
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      if (text.includes(word)) return;
    }
    throw new Error(`job ${id} ended without writing "${word}", but: ${text}`);
  }

  /** What a job wrote, until it ends. @param {string} id @param {string} [query] */
  async output(id, query = 'follow=true') {
    return (await this.#request('GET', `/v1/jobs/${id}/output?${query}`)).text();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{ body?: string | Buffer, type?: string, wait?: number }} [content]
   */
  async #json(method, path, content) {
    return (await this.#request(method, path, content)).json();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{ body?: string | Buffer, type?: string, wait?: number }} [content]
   */
  async #request(method, path, { body, type, wait } = {}) {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(type && { 'content-type': type }),
      ...(wait && { prefer: `wait=${wait}` }),
    };
    const content = body === undefined ? {} : { body };
    const response = await fetch(`${this.#url}${path}`, { method, headers, ...content });
    if (!response.ok)
      throw new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
    return response;
  }
}
