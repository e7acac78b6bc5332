"""A page of pictures for each source, from the published copy alone: no web, no script, in English or Chinese.

What is asked of the copy lies in `asked`, what is shown in `pictures`, how it is drawn in `drawing`, the page around it
in `page`, the words of the page in `words`. Where the copy is and where the page goes belongs to the command.
"""
