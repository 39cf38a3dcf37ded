"""A small hosting panel that has beian_plugin installed, as an example for panel developers.

Read `hosting` first: there the panel asks, does what the answer lets it do, and serves what was held once a filing is
approved. `extensions` and `app` put the plugin in, `cards` and `templates/_verdict.html` show a verdict. `stand_in`
plays the authority and is the only part that a real panel has no need of.
"""
