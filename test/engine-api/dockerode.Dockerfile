FROM busybox
CMD ["echo", "built"]
