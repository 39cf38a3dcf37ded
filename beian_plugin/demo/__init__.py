"""A small hosting panel that has beian_plugin installed, as an example for panel developers.

Read `hosting` first: there the panel asks, does what the answer lets it do, and serves what was held once a filing is
approved. `extensions` and `app` put the plugin in, `cards` and `templates/_verdict.html` show a verdict. Filings are
filled in, reviewed and followed on the plugin's own pages, to which the panel links. `authority`, `sample` and
`sample_filing` are there for who tries the demo; a real panel has no need of them.
"""
