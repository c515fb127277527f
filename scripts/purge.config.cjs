// Which families of Tabler's classes our pages may use; everything else is left out of base.css.
// A test (src/phoihop/ui/tests/test_classes.py) finds a class in a template that neither file styles.
module.exports = {
  content: [{ raw: "", extension: "html" }],
  dynamicAttributes: ["type", "disabled", "readonly", "multiple", "size", "rows", "hidden", "title", "open", "role", "aria-current", "aria-disabled"],
  safelist: {
    standard: [
      // elements
      /^(html|body|main|a|abbr|address|article|aside|b|blockquote|button|caption|code|details|dd|dl|dt|em|fieldset|figure|figcaption|footer|form|h[1-6]|header|hr|i|iframe|img|input|kbd|label|legend|li|mark|nav|ol|optgroup|option|output|p|pre|progress|q|s|samp|section|select|small|strong|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|time|tr|u|ul|video)$/,
      // buttons and forms
      /^btn$/, /^btn-(primary|outline-primary|outline-secondary|outline-danger|danger|link|sm|lg|icon|group|list|check)$/,
      /^(form-(control|select|check|label|hint|text|range|switch)|input-group|is-invalid|invalid-feedback|was-validated|disabled|active)/,
      // tables, grid, lists, progress
      /^table(-(responsive|sm|hover|vcenter|nowrap|striped|active|group-divider))?$/,
      /^(row|row-cols|row-deck|row-cards|col|g|gx|gy)(-(auto|sm|md|lg|xl|\d+))*$/,
      /^list-(unstyled|inline|inline-item)$/, /^progress(-bar|-sm)?$/, /^hstack$/, /^vstack$/,
      // nav tabs
      /^nav(-item|-link|-tabs|-underline)?$/,
      // utilities
      /^(m|p)(t|b|s|e|x|y)?-(auto|[0-5])$/, /^gap-[0-5]$/, /^d-(none|block|inline|inline-block|flex|grid|print-none|print-block)$/,
      /^d-(sm|md|lg)-(none|block|inline|flex)$/,
      /^(flex|justify-content|align-items|align-self|align)-(wrap|nowrap|column|row|fill|grow-1|shrink-0|start|end|center|between|baseline|middle|top|bottom)$/,
      /^text-(start|end|center|nowrap|wrap|break|truncate|secondary|muted|danger|success|warning|reset|decoration-none|body|uppercase)$/,
      /^(fw-(normal|medium|semibold|bold)|fs-[3-6]|small|lead|font-monospace|fst-italic|lh-sm)$/,
      /^(w-(25|50|75|100|auto)|h-100|mw-100|visually-hidden|visually-hidden-focusable|img-fluid|rounded|border|border-(top|bottom|0)|overflow-auto|position-relative|sticky-top)$/,
    ],
  },
};
