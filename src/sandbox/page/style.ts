/** The look of the sandbox's pages: one small sheet, nothing loaded from anywhere. */

export const STYLE = `
:root { --ink: #1d2430; --soft: #5b6675; --line: #dfe4ea; --page: #f4f6f8; --card: #fff; --accent: #1f5f8b; --out: #e8f1f8; --in: #eaf5ea; --warn: #8a4b00; --bad: #a3212c; --good: #1d6b3a; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
a { color: var(--accent); }
.banner { background: #fff4d6; border-bottom: 1px solid #ecd9a0; color: #5c4300; padding: .5rem 1.25rem; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; justify-content: space-between; font-size: .92rem; }
.banner strong { letter-spacing: .06em; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; margin: 0 0 .75rem; }
.sub, .meta { color: var(--soft); }
.meta { font-size: .85rem; }
.top { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; align-items: end; margin-bottom: 1.25rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.15rem; }
.notice { border-radius: .6rem; padding: .7rem 1rem; margin-bottom: 1rem; background: #e6f4ea; border: 1px solid #b9dcc3; }
.notice.bad { background: #fdecec; border-color: #efb7b9; color: #6d141b; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: .8rem; color: var(--soft); font-weight: 600; }
th, td { padding: .6rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child td { border-bottom: 0; }
td.last { max-width: 28rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
td.count { white-space: nowrap; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 21rem; gap: 1.25rem; align-items: start; }
@media (max-width: 56rem) { .columns { grid-template-columns: 1fr; } td.last { display: none; } th.last { display: none; } }
.side { display: grid; gap: 1rem; position: sticky; top: 1rem; }
.talk { display: grid; gap: .8rem; list-style: none; margin: 0; padding: 0; }
.talk li { max-width: 42rem; border-radius: .7rem; border: 1px solid var(--line); padding: .7rem .95rem; background: var(--out); }
.talk li.inbound { justify-self: end; background: var(--in); min-width: min(22rem, 100%); }
.talk li.letter { background: #fffdf4; }
.talk li.payment { justify-self: end; background: #fff; border-style: dashed; }
.talk .head { display: flex; flex-wrap: wrap; gap: .2rem .8rem; justify-content: space-between; font-size: .85rem; color: var(--soft); margin-bottom: .35rem; }
.talk .head strong { color: var(--ink); }
.subject { font-weight: 600; margin: 0 0 .3rem; }
.text { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
details { margin-top: .5rem; font-size: .9rem; }
details iframe { width: 100%; height: 22rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff; margin-top: .4rem; }
.state { font-weight: 600; }
.state.delivered { color: var(--good); }
.state.undelivered, .state.bounced, .state.failed { color: var(--bad); }
label { display: block; font-size: .85rem; color: var(--soft); margin: .5rem 0 .2rem; }
input, select, textarea { width: 100%; font: inherit; padding: .45rem .6rem; border: 1px solid #b9c2cc; border-radius: .4rem; background: #fff; color: var(--ink); }
textarea { min-height: 5rem; resize: vertical; }
button { font: inherit; border: 1px solid var(--accent); background: var(--accent); color: #fff; border-radius: .4rem; padding: .4rem .9rem; cursor: pointer; }
button:hover { filter: brightness(1.1); }
button.plain { background: #fff; color: var(--accent); }
button:focus-visible, a:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible { outline: 3px solid #9cc6e5; outline-offset: 1px; }
.row { display: flex; flex-wrap: wrap; gap: .4rem; margin-top: .6rem; align-items: center; }
.row button.plain { padding: .2rem .6rem; font-size: .88rem; }
.empty { padding: 2rem; text-align: center; color: var(--soft); }
`;
