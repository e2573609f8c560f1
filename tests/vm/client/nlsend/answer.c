// SPDX-License-Identifier: GPL-2.0-or-later
/* Prints a netlink message of the kernel as one line of text. */
#define _GNU_SOURCE
#include "answer.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>

static size_t attr_payload(const struct nlattr *attr)
{
	return attr->nla_len - NLA_HDRLEN;
}

static const void *attr_data(const struct nlattr *attr)
{
	return (const char *)attr + NLA_HDRLEN;
}

static bool attr_ok(const struct nlattr *attr, size_t left)
{
	return left >= NLA_HDRLEN && attr->nla_len >= NLA_HDRLEN &&
	       attr->nla_len <= left;
}

/* Padding behind the last attribute may be missing. */
static const struct nlattr *attr_next(const struct nlattr *attr, size_t *left)
{
	size_t step = NLA_ALIGN(attr->nla_len);

	*left = step < *left ? *left - step : 0;
	return (const struct nlattr *)((const char *)attr + step);
}

static bool is_text(const char *data, size_t len)
{
	size_t i;

	if (len < 2 || data[len - 1])
		return false;
	for (i = 0; i + 1 < len; i++)
		if (!isprint((unsigned char)data[i]))
			return false;
	return true;
}

static void print_value(FILE *out, const void *data, size_t len)
{
	const unsigned char *bytes = data;
	uint32_t word;
	uint64_t wide;

	if (len == sizeof(word)) {
		memcpy(&word, data, len);
		fprintf(out, "=0x%" PRIx32, word);
	} else if (len == sizeof(wide)) {
		memcpy(&wide, data, len);
		fprintf(out, "=0x%" PRIx64, wide);
	} else if (is_text(data, len)) {
		fprintf(out, "=\"%s\"", (const char *)data);
	} else {
		fputs("=x:", out);
		while (len--)
			fprintf(out, "%02x", *bytes++);
	}
}

static bool masked(const struct answer_style *style, const char *path)
{
	int i;

	for (i = 0; i < style->nmasks; i++)
		if (!strcmp(style->masks[i], path))
			return true;
	return false;
}

static void print_attrs(FILE *out, const struct nlattr *attr, size_t left,
			const char *parent, const struct answer_style *style)
{
	const char *separator = "";
	char path[PATH_SIZE];
	unsigned int type;

	for (; attr_ok(attr, left); attr = attr_next(attr, &left)) {
		type = attr->nla_type & NLA_TYPE_MASK;
		fprintf(out, "%s%u", separator, type);
		separator = " ";
		snprintf(path, sizeof(path), "%.100s%s%u", parent,
			 *parent ? "." : "", type);
		if (masked(style, path)) {
			fputs("=*", out);
		} else if (attr->nla_type & NLA_F_NESTED) {
			fputc('{', out);
			print_attrs(out, attr_data(attr), attr_payload(attr),
				    path, style);
			fputc('}', out);
		} else {
			print_value(out, attr_data(attr), attr_payload(attr));
		}
	}
	if (left)
		fprintf(out, "%s(%zu bytes left)", separator, left);
}

static void print_content(FILE *out, const struct nlmsghdr *nlh,
			  const struct answer_style *style)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);

	fprintf(out, "%s v%u", nlh->nlmsg_flags & NLM_F_MULTI ? "row" : "reply",
		genl->version);
	if (genl->cmd != style->cmd)
		fprintf(out, " cmd %u", genl->cmd);
	fputs(": ", out);
	print_attrs(out,
		    (const struct nlattr *)((const char *)genl + GENL_HDRLEN),
		    nlh->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN), "", style);
}

static uint32_t attr_u32(const struct nlattr *attr)
{
	uint32_t value = 0;

	if (attr_payload(attr) == sizeof(value))
		memcpy(&value, attr_data(attr), sizeof(value));
	return value;
}

static void print_place(FILE *out, const char *word, uint32_t offset,
			const struct message *request)
{
	const char *path = message_path(request, offset);

	if (path)
		fprintf(out, " %s %s", word, path);
	else
		fprintf(out, " %s offset %" PRIu32, word, offset);
}

/* What an extended ACK says, in the order of our lines. */
static void print_tlvs(FILE *out, const struct nlattr *attr, size_t left,
		       const struct message *request)
{
	const struct nlattr *tb[NLMSGERR_ATTR_MAX + 1] = { NULL };
	/* In Linux since 6.1; the headers of the build host may be older. */
	const unsigned int miss_type = 5, miss_nest = 6;
	const struct nlattr *miss[2] = { NULL, NULL };
	unsigned int type;

	for (; attr_ok(attr, left); attr = attr_next(attr, &left)) {
		type = attr->nla_type & NLA_TYPE_MASK;
		if (type == miss_type || type == miss_nest)
			miss[type - miss_type] = attr;
		else if (type <= NLMSGERR_ATTR_MAX)
			tb[type] = attr;
	}
	if (tb[NLMSGERR_ATTR_OFFS])
		print_place(out, "at", attr_u32(tb[NLMSGERR_ATTR_OFFS]),
			    request);
	if (miss[0])
		fprintf(out, " missing %" PRIu32, attr_u32(miss[0]));
	if (miss[1])
		print_place(out, "in", attr_u32(miss[1]), request);
	if (tb[NLMSGERR_ATTR_MSG])
		fprintf(out, ": %.*s",
			(int)attr_payload(tb[NLMSGERR_ATTR_MSG]),
			(const char *)attr_data(tb[NLMSGERR_ATTR_MSG]));
}

static void print_verdict(FILE *out, const struct nlmsghdr *nlh, size_t header,
			  const char *good, const char *bad,
			  const struct message *request)
{
	const char *data = NLMSG_DATA(nlh);
	int error = 0;

	if (nlh->nlmsg_len >= NLMSG_LENGTH(sizeof(error)))
		memcpy(&error, data, sizeof(error));
	if (error)
		fprintf(out, "%s %s", bad, strerrorname_np(abs(error)));
	else
		fputs(good, out);
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS &&
	    nlh->nlmsg_len > NLMSG_LENGTH(header))
		print_tlvs(out, (const struct nlattr *)(data + header),
			   nlh->nlmsg_len - NLMSG_LENGTH(header), request);
}

bool answer_print(FILE *out, const struct nlmsghdr *nlh,
		  const struct message *request,
		  const struct answer_style *style)
{
	bool over = true;

	switch (nlh->nlmsg_type) {
	case NLMSG_DONE:
		print_verdict(out, nlh, sizeof(int), "done", "done", request);
		break;
	case NLMSG_ERROR:
		/* NETLINK_CAP_ACK: only the header of the request is echoed. */
		print_verdict(out, nlh, sizeof(struct nlmsgerr), "ack",
			      "error", request);
		break;
	default:
		print_content(out, nlh, style);
		over = false;
	}
	fputc('\n', out);
	return over;
}
