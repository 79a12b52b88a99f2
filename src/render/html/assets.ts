/**
 * Style and script of the HTML report, and the hashes by which its content security policy admits exactly them.
 * A test holds text and hash together; it prints the hash to put here after a change.
 */
import { PAGE_SCRIPT } from './script/page.js';
import { SEARCH_SCRIPT } from './script/search.js';
import { TABLES_SCRIPT } from './script/tables.js';
import { TIMELINE_SCRIPT } from './script/timeline.js';

export { STYLE } from './style.js';

export const SCRIPT = `(function(){'use strict';\n${[PAGE_SCRIPT, TABLES_SCRIPT, TIMELINE_SCRIPT, SEARCH_SCRIPT].join('\n')}\n})();`;

export const STYLE_HASH = 'sha256-7ZRYUFbzYvTV84qciBNrueUdRewAfjSKhXJqurIek/E=';
export const SCRIPT_HASH = 'sha256-mtmrqbVsXHRq6YAqi4TaKYQ2cJZn27rwaayEd6sEblo=';
